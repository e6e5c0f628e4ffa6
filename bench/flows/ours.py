"""Thiqa, step by step: the pages that a browser loads, the card's signature, the consent."""

import html
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.browser import Browser
from bench.citizens import COMMAND, Card, Population, environment
from bench.client import CLAIMS, Client, Pkce
from bench.cpu_time import Meter
from bench.errors import BenchError
from bench.flows.answers import check_claims, code_of, tokens_of
from bench.flows.provider import Material, Tokens
from bench.http_client import Answer
from bench.processes import answers_on, free_port, running
from thiqa.settings import Settings

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_OPTIONAL = re.compile(r'<input type="checkbox" name="([^"]+)" value="on" checked>')


@dataclass(frozen=True, slots=True)
class Ours:
    """Thiqa as a relying party and a citizen's browser see it."""

    label: str
    port: int
    meter: Meter
    client: Client
    cards: Iterator[Card]
    discovery_path: str = "/.well-known/openid-configuration"
    jwks_path: str = "/jwks"

    @property
    def issuer(self) -> str:
        """Its issuer identifier, and the site that a card signs for."""
        return f"http://127.0.0.1:{self.port}"

    def material(self, *, refreshable: bool) -> Material:
        """Make one flow's requests; a refreshable one asks for a refresh token too."""
        pkce = Pkce.new()
        fields = self.client.authorization_request(pkce)
        fields["scope"] = "openid offline_access" if refreshable else "openid"
        return Material(self._form(fields), self._form(self.client.redemption(pkce)))

    def refresh_form(self) -> bytes:
        """Make a refresh request that lacks only its token."""
        return self._form({"grant_type": "refresh_token"})

    async def authorize(self, browser: Browser, material: Material) -> str:
        """Push the request, sign in with a card, consent; return the code."""
        pushed = await browser.post("pushed request", "/par", material.pushed, expect=201)
        request_uri = json.loads(pushed.body)["request_uri"]
        query = urlencode({"client_id": self.client.id, "request_uri": request_uri})
        opened = await browser.get("authorize", f"/authorize?{query}", expect=303)
        login = await browser.get("login page", opened.location())
        signed_in = await self._submit(browser, "login", "/login/card", self._sign_in(login))
        consent = await browser.get("consent page", signed_in.location())
        agreed = {**_hidden_fields(consent), "decision": "agree"}
        agreed |= dict.fromkeys(_OPTIONAL.findall(consent.body.decode()), "on")
        done = await self._submit(browser, "consent", "/consent", agreed)
        return code_of(done.location(), self.issuer)

    async def redeem(self, browser: Browser, code: str, material: Material) -> Tokens:
        """Redeem the code."""
        body = material.redemption + b"&code=" + code.encode()
        return tokens_of(await browser.post("token", "/token", body))

    async def refresh(self, browser: Browser, token: str, form: bytes) -> Tokens:
        """Use a refresh token once."""
        body = form + b"&refresh_token=" + token.encode()
        return tokens_of(await browser.post("refresh", "/token", body))

    async def userinfo(self, browser: Browser, access_token: str) -> None:
        """Read the claims."""
        check_claims(await browser.get("userinfo", "/userinfo", bearer=access_token))

    def _sign_in(self, page: Answer) -> dict[str, str]:
        fields = _hidden_fields(page)
        return fields | {"auth_token": next(self.cards).token(self.issuer, fields["challenge"])}

    async def _submit(
        self, browser: Browser, step: str, path: str, fields: dict[str, str]
    ) -> Answer:
        origin = f"origin: {self.issuer}\r\nsec-fetch-site: same-origin\r\n"
        body = urlencode(fields).encode()
        return await browser.post(step, path, body, expect=303, headers=origin)

    def _form(self, fields: dict[str, str]) -> bytes:
        return self.client.authenticated(fields, self.issuer)


@contextmanager
def running_ours(
    database: str, database_pid: int | None, people: Population, *, core: int, home: Path
) -> Iterator[Ours]:
    """Run Thiqa on one core until the block ends; an empty database URL means SQLite."""
    home.mkdir()
    port = free_port()
    client = Client("bench", "https://rp.bench.example/callback")
    people.trusted_by(Settings(data=home, database=database))
    settings = environment(
        THIQA_DATA=str(home),
        THIQA_DATABASE=database,
        THIQA_ISSUER=f"http://127.0.0.1:{port}",
        THIQA_PORT=str(port),
    )
    _register(client, home / "client.json", settings)
    with running(
        [str(COMMAND), "serve", "--workers", "1"],
        core=core,
        log=home / "thiqa.log",
        ready=answers_on(port),
        environment=settings,
    ) as pid:
        label = f"Thiqa ({'PostgreSQL' if database else 'SQLite'})"
        yield Ours(label, port, Meter(pid, database_pid), client, people.cards)


def _register(client: Client, file: Path, settings: dict[str, str]) -> None:
    text = dict.fromkeys(("ar", "fr", "zgh", "en"), "Benchmark")
    purpose = {
        "id": "bench",
        "name": text,
        "law": {"reference": text},
        "retention_days": 1,
        "claims": [{"name": name, "essential": True} for name in CLAIMS],
    }
    registration = {
        "client_id": client.id,
        "name": text,
        "jwks": {"keys": [client.public_jwk()]},
        "redirect_uris": [client.redirect_uri],
        "sector": "bench",
        "id_token_signed_response_alg": "ES256",
        "default_purpose": "bench",
        "purposes": [purpose],
    }
    file.write_text(json.dumps(registration))
    command = [str(COMMAND), "client", "add", str(file)]
    done = subprocess.run(
        command, env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise BenchError(f"thiqa client add: {done.stderr}")


def _hidden_fields(page: Answer) -> dict[str, str]:
    found = _HIDDEN.findall(page.body.decode())
    return {name: html.unescape(value) for name, value in found}

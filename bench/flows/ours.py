"""Thiqa, step by step: the pages that a browser loads, the card's signature, the consent."""

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from bench.browser import Browser
from bench.citizens import COMMAND, Card, Population, environment
from bench.client import Client, Pkce
from bench.cpu_time import Meter
from bench.flows.answers import (
    access_token_of,
    check_active,
    check_claims,
    code_of,
    tokens_of,
)
from bench.flows.provider import DPOP, NEW_KEYS, Material, Signed, Tokens, authorization
from bench.http_client import Answer
from bench.processes import answers_on, free_port, running
from bench.proofs import ProofKey, Prover
from bench.registration import register
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
    prover: Prover
    new_key: Callable[[], ProofKey | None] = lambda: None
    discovery_path: str = "/.well-known/openid-configuration"
    jwks_path: str = "/jwks"

    def with_dpop(self) -> "Ours":
        """Return it as a service sees it that proves one key of its own in all requests."""
        key = ProofKey()
        return replace(self, new_key=lambda: key, label=self.label + DPOP)

    def with_new_keys(self) -> "Ours":
        """Return it as services see it that use a new key for each citizen or request."""
        return replace(self, new_key=ProofKey, label=self.label + NEW_KEYS)

    @property
    def issuer(self) -> str:
        """Its issuer identifier, and the site that a card signs for."""
        return f"http://127.0.0.1:{self.port}"

    def material(self, *, refreshable: bool) -> Material:
        """Make one flow's requests; a refreshable one asks for a refresh token too."""
        pkce = Pkce.new()
        fields = self.client.authorization_request(pkce)
        fields["scope"] = "openid offline_access" if refreshable else "openid"
        key = self.new_key()
        redemption = self._signed("/token", self.client.redemption(pkce), key)
        return Material(self._signed("/par", fields, key), redemption, key)

    def refresh_request(self) -> Signed:
        """Make a refresh request that lacks only its token."""
        return self._signed("/token", {"grant_type": "refresh_token"}, self.new_key())

    def client_credentials_request(self) -> Signed:
        """Ask for a token in the client's own name: a JWT (RFC 9068)."""
        return self._signed("/token", {"grant_type": "client_credentials"}, self.new_key())

    def introspection_request(self, access_token: str) -> Signed:
        """Ask what a token is worth."""
        return self._signed("/introspect", {"token": access_token}, None)

    async def authorize(self, browser: Browser, material: Material) -> str:
        """Push the request, sign in with a card, consent; return the code."""
        push = material.pushed
        pushed = await browser.post(
            "pushed request", "/par", push.form, expect=201, headers=push.proof
        )
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
        redemption = material.redemption
        body = redemption.form + b"&code=" + code.encode()
        answer = await browser.post("token", "/token", body, headers=redemption.proof)
        return tokens_of(answer, bound=bool(redemption.proof))

    async def refresh(self, browser: Browser, token: str, request: Signed) -> Tokens:
        """Use a refresh token once."""
        body = request.form + b"&refresh_token=" + token.encode()
        answer = await browser.post("refresh", "/token", body, headers=request.proof)
        return tokens_of(answer, bound=bool(request.proof))

    async def userinfo(self, browser: Browser, access_token: str, material: Material) -> None:
        """Read the claims."""
        proof = self.prover.line(material.key, "GET", "/userinfo", access_token)
        headers = authorization(access_token, proof)
        check_claims(await browser.get("userinfo", "/userinfo", headers=headers))

    async def client_credentials(self, browser: Browser, request: Signed) -> str:
        """Ask for a token in the client's own name."""
        answer = await browser.post("token", "/token", request.form, headers=request.proof)
        return access_token_of(answer, bound=bool(request.proof))

    async def introspect(self, browser: Browser, request: Signed) -> None:
        """Have an active token confirmed."""
        check_active(await browser.post("introspection", "/introspect", request.form))

    def _sign_in(self, page: Answer) -> dict[str, str]:
        fields = _hidden_fields(page)
        return fields | {"auth_token": next(self.cards).token(self.issuer, fields["challenge"])}

    async def _submit(
        self, browser: Browser, step: str, path: str, fields: dict[str, str]
    ) -> Answer:
        origin = f"origin: {self.issuer}\r\nsec-fetch-site: same-origin\r\n"
        body = urlencode(fields).encode()
        return await browser.post(step, path, body, expect=303, headers=origin)

    def _signed(self, path: str, fields: dict[str, str], key: ProofKey | None) -> Signed:
        if key is not None:
            self.prover.renew()
        form = self.client.authenticated(fields, self.issuer)
        return Signed(form, self.prover.line(key, "POST", path))


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
        THIQA_SPECIMEN="true",
    )
    register(client, home / "client.json", settings)
    with running(
        [str(COMMAND), "serve", "--workers", "1"],
        core=core,
        log=home / "thiqa.log",
        ready=answers_on(port),
        environment=settings,
    ) as pid:
        label = f"Thiqa ({'PostgreSQL' if database else 'SQLite'})"
        prover = Prover(port, "/par", lambda: client.some_request(f"http://127.0.0.1:{port}"))
        yield Ours(label, port, Meter(pid, database_pid), client, people.cards, prover)


def _hidden_fields(page: Answer) -> dict[str, str]:
    found = _HIDDEN.findall(page.body.decode())
    return {name: html.unescape(value) for name, value in found}

"""The peer, the certified provider `oidc-provider` on Node, step by step."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from bench.browser import Browser
from bench.client import Client, Pkce
from bench.cpu_time import Meter
from bench.flows.answers import check_claims, code_of, tokens_of
from bench.flows.provider import Material, Tokens
from bench.peer_installation import PEER, node
from bench.processes import answers_on, free_port, running

API = "https://api.bench.example"
SECRET_CLIENT = ("bench-secret", "a-secret-that-only-the-benchmark-uses")
DATABASE_CONNECTIONS = 4
ACCOUNT = b"account=AB123456"


@dataclass(frozen=True, slots=True)
class Peer:
    """The peer as a relying party and a citizen's browser see it."""

    port: int
    meter: Meter
    client: Client
    label: str = "oidc-provider (PostgreSQL)"
    one_hop: bool = False
    discovery_path: str = "/.well-known/openid-configuration"
    jwks_path: str = "/jwks"

    def in_one_hop(self) -> "Peer":
        """Return the peer with login and consent in a single post, its shortest way."""
        return replace(self, one_hop=True, label="oidc-provider, one hop (PostgreSQL)")

    @property
    def issuer(self) -> str:
        """Its issuer identifier."""
        return f"http://127.0.0.1:{self.port}"

    def material(self, *, refreshable: bool) -> Material:
        """Make one flow's requests; a refreshable one asks for a refresh token too."""
        pkce = Pkce.new()
        extra = {"scope": "openid offline_access records", "prompt": "consent", "resource": API}
        fields = self.client.authorization_request(pkce)
        fields |= extra if refreshable else {"scope": "openid"}
        return Material(self._form(fields), self._form(self.client.redemption(pkce)))

    def refresh_form(self) -> bytes:
        """Ask for the API's token: a JWT (RFC 9068) that is signed and not stored."""
        return self._form({"grant_type": "refresh_token", "resource": API})

    def client_credentials_form(self) -> bytes:
        """Ask for an opaque token in the client's own name."""
        return self._form({"grant_type": "client_credentials"})

    async def authorize(self, browser: Browser, material: Material) -> str:
        """Push the request, log in, consent; return the code."""
        pushed = await browser.post("pushed request", "/request", material.pushed, expect=201)
        request_uri = json.loads(pushed.body)["request_uri"]
        query = urlencode({"client_id": self.client.id, "request_uri": request_uri})
        opened = await browser.get("authorize", f"/auth?{query}", expect=303)
        page = opened.location()
        await browser.get("login page", page)
        if self.one_hop:
            done = await browser.post("consent", f"{page}/both", ACCOUNT, expect=303)
        else:
            await browser.post("login", f"{page}/login", ACCOUNT, expect=303)
            await browser.get("consent page", page)
            done = await browser.post("consent", f"{page}/consent", b"", expect=303)
        answer = await browser.get("resume", done.location(), expect=303)
        return code_of(answer.location(), self.issuer)

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
        answer = await browser.get("userinfo", "/me", bearer=access_token)
        check_claims(answer)

    async def client_credentials(self, browser: Browser, form: bytes) -> None:
        """Ask for a token in the client's own name, with private_key_jwt."""
        await browser.post("token", "/token", form)

    async def client_credentials_by_secret(self, browser: Browser) -> None:
        """Ask for a token in the client's own name, with a secret: the peer's cheapest request."""
        basic = base64.b64encode(":".join(SECRET_CLIENT).encode()).decode()
        headers = f"authorization: Basic {basic}\r\n"
        await browser.post("token", "/token", b"grant_type=client_credentials", headers=headers)

    def _form(self, fields: dict[str, str]) -> bytes:
        return self.client.authenticated(fields, self.issuer)


@contextmanager
def running_peer(database: str, database_pid: int, *, core: int, home: Path) -> Iterator[Peer]:
    """Run the peer on one core until the block ends."""
    port = free_port()
    client = Client("bench", "https://rp.bench.example/callback")
    settings = {
        "port": port,
        "database": database,
        "connections": DATABASE_CONNECTIONS,
        "clients": _registrations(client),
    }
    environment = os.environ | {"NODE_ENV": "production", "PEER_SETTINGS": json.dumps(settings)}
    with running(
        [str(node()), "server.js"],
        core=core,
        log=home / "peer.log",
        ready=answers_on(port),
        environment=environment,
        directory=PEER,
    ) as pid:
        yield Peer(port, Meter(pid, database_pid), client)


def _registrations(client: Client) -> list[dict[str, object]]:
    citizens: dict[str, object] = {
        "client_id": client.id,
        "redirect_uris": [client.redirect_uri],
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "id_token_signed_response_alg": "ES256",
        "subject_type": "pairwise",
        "jwks": {"keys": [client.public_jwk()]},
    }
    by_secret: dict[str, object] = {
        "client_id": SECRET_CLIENT[0],
        "client_secret": SECRET_CLIENT[1],
        "redirect_uris": [],
        "grant_types": ["client_credentials"],
        "response_types": [],
        "token_endpoint_auth_method": "client_secret_basic",
        "subject_type": "pairwise",
    }
    return [citizens, by_secret]

"""The peer, the certified provider `oidc-provider` on Node, step by step."""

import base64
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from bench.browser import Browser
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
from bench.peer_installation import PEER, node
from bench.processes import answers_on, free_port, running
from bench.proofs import ProofKey, Prover

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
    prover: Prover
    new_key: Callable[[], ProofKey | None] = lambda: None
    label: str = "oidc-provider (PostgreSQL)"
    one_hop: bool = False
    discovery_path: str = "/.well-known/openid-configuration"
    jwks_path: str = "/jwks"

    def in_one_hop(self) -> "Peer":
        """Return the peer with login and consent in a single post, its shortest way."""
        return replace(self, one_hop=True, label="oidc-provider, one hop (PostgreSQL)")

    def with_dpop(self) -> "Peer":
        """Return it as a service sees it that proves one key of its own in all requests."""
        key = ProofKey()
        return replace(self, new_key=lambda: key, label=self.label + DPOP)

    def with_new_keys(self) -> "Peer":
        """Return it as services see it that use a new key for each citizen or request."""
        return replace(self, new_key=ProofKey, label=self.label + NEW_KEYS)

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
        key = self.new_key()
        redemption = self._signed("/token", self.client.redemption(pkce), key)
        return Material(self._signed("/request", fields, key), redemption, key)

    def refresh_request(self) -> Signed:
        """Ask for the API's token: a JWT (RFC 9068) that is signed and not stored."""
        fields = {"grant_type": "refresh_token", "resource": API}
        return self._signed("/token", fields, self.new_key())

    def client_credentials_request(self) -> Signed:
        """Ask for an opaque token in the client's own name."""
        return self._signed("/token", {"grant_type": "client_credentials"}, self.new_key())

    def introspection_request(self, access_token: str) -> Signed:
        """Ask what a token is worth."""
        return self._signed("/token/introspection", {"token": access_token}, None)

    async def authorize(self, browser: Browser, material: Material) -> str:
        """Push the request, log in, consent; return the code."""
        push = material.pushed
        pushed = await browser.post(
            "pushed request", "/request", push.form, expect=201, headers=push.proof
        )
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
        proof = self.prover.line(material.key, "GET", "/me", access_token)
        headers = authorization(access_token, proof)
        check_claims(await browser.get("userinfo", "/me", headers=headers))

    async def client_credentials(self, browser: Browser, request: Signed) -> str:
        """Ask for a token in the client's own name, with private_key_jwt."""
        answer = await browser.post("token", "/token", request.form, headers=request.proof)
        return access_token_of(answer, bound=bool(request.proof))

    async def introspect(self, browser: Browser, request: Signed) -> None:
        """Have an active token confirmed."""
        check_active(await browser.post("introspection", "/token/introspection", request.form))

    async def client_credentials_by_secret(self, browser: Browser) -> None:
        """Ask for a token in the client's own name, with a secret: the peer's cheapest request."""
        basic = base64.b64encode(":".join(SECRET_CLIENT).encode()).decode()
        headers = f"authorization: Basic {basic}\r\n"
        await browser.post("token", "/token", b"grant_type=client_credentials", headers=headers)

    def _signed(self, path: str, fields: dict[str, str], key: ProofKey | None) -> Signed:
        if key is not None:
            self.prover.renew()
        form = self.client.authenticated(fields, self.issuer)
        return Signed(form, self.prover.line(key, "POST", path))


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
        prover = Prover(port, "/request", lambda: client.some_request(f"http://127.0.0.1:{port}"))
        yield Peer(port, Meter(pid, database_pid), client, prover)


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

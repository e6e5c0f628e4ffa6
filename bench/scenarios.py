"""What is measured: each scenario on each provider in the same way."""

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bench.browser import Browser, Recorder
from bench.errors import BenchError
from bench.flows import Material, Provider, Signed
from bench.hammer import hammer
from bench.load import Load, Measurement, measure, visit


class Scenario(Protocol):
    """One thing that is measured on every provider that enters."""

    @property
    def name(self) -> str:
        """Its name in the table."""
        ...

    @property
    def explanation(self) -> str:
        """What one unit of it does, precisely."""
        ...

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Do what is not to be measured, then measure."""
        ...


@dataclass(frozen=True, slots=True)
class CompleteFlow:
    """From the pushed request to the claims."""

    name: str = "complete flow"
    explanation: str = (
        "pushed request (private_key_jwt, single-use jti), authorize, login, consent, code, "
        "token request (private_key_jwt, PKCE S256, ES256 ID token, pairwise sub), userinfo with "
        "five claims; every citizen comes with a new browser"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Sign the clients' requests."""

        async def do(browser: Browser, material: Material) -> None:
            code = await provider.authorize(browser, material)
            tokens = await provider.redeem(browser, code, material)
            await provider.userinfo(browser, tokens.access_token, material)

        materials = _materials(provider, load.total, refreshable=False)
        return await measure(provider.port, materials, do, load, provider.meter)


@dataclass(frozen=True, slots=True)
class CodeRedemption:
    """The token request that ends a login."""

    name: str = "token: code"
    explanation: str = (
        "POST token with an authorization code: private_key_jwt with a single-use jti, PKCE, the "
        "code claimed once, ES256 ID token, access token, all durable before the answer"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Log so many citizens in, and keep their codes."""
        materials = _materials(provider, load.total, refreshable=False)
        codes = await _codes(provider, materials, load.concurrency)

        async def do(browser: Browser, job: tuple[str, Material]) -> None:
            await provider.redeem(browser, *job)

        return await measure(provider.port, codes, do, load, provider.meter)


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token used once and replaced."""

    name: str = "token: refresh"
    explanation: str = (
        "POST token with a refresh token: private_key_jwt with a single-use jti, rotation with "
        "detection of reuse, ES256 JWT access token (RFC 9068), ES256 ID token, durable"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Obtain one refresh token per visitor, and sign the clients' requests."""
        living = deque(await _refresh_tokens(provider, load.concurrency))

        async def do(browser: Browser, request: Signed) -> None:
            tokens = await provider.refresh(browser, living.popleft(), request)
            living.append(_refresh_token(tokens.refresh_token))

        requests = [provider.refresh_request() for _ in range(load.total)]
        return await measure(provider.port, requests, do, load, provider.meter)


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """A token in the client's own name."""

    name: str = "token: client credentials"
    explanation: str = (
        "POST token for the client itself, private_key_jwt with a single-use jti; no citizen, no "
        "code, no ID token; an ES256 JWT at Thiqa, an opaque token that is stored at the peer"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Sign the client's requests."""

        async def do(browser: Browser, request: Signed) -> None:
            await provider.client_credentials(browser, request)

        requests = [provider.client_credentials_request() for _ in range(load.total)]
        return await measure(provider.port, requests, do, load, provider.meter)


@dataclass(frozen=True, slots=True)
class Introspection:
    """What a service is told about a citizen's token."""

    name: str = "introspection"
    explanation: str = (
        "POST introspection of a living access token, private_key_jwt with a single-use jti: an "
        "ES256 JWT at Thiqa, whose signature and grant are checked, an opaque one at the peer"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Log some citizens in, and ask about their tokens in turn."""
        materials = _materials(provider, load.concurrency, refreshable=False)
        codes = await _codes(provider, materials, load.concurrency)

        async def redeem(browser: Browser, job: tuple[str, Material]) -> str:
            return (await provider.redeem(browser, *job)).access_token

        tokens = itertools.cycle(
            await visit(
                provider.port, codes, redeem, concurrency=load.concurrency, recorder=Recorder()
            )
        )
        requests = [provider.introspection_request(next(tokens)) for _ in range(load.total)]
        return await measure(provider.port, requests, provider.introspect, load, provider.meter)


@dataclass(frozen=True, slots=True)
class Document:
    """A public document, read again and again."""

    name: str
    explanation: str
    path_of: Callable[[Provider], str]

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Get it as fast as it comes."""
        request = (
            f"GET {self.path_of(provider)} HTTP/1.1\r\nhost: 127.0.0.1:{provider.port}\r\n\r\n"
        )
        return await hammer(provider.port, request.encode(), load, provider.meter)


DISCOVERY = Document(
    "discovery", "GET the discovery document", lambda provider: provider.discovery_path
)
JWKS = Document("jwks", "GET the public keys", lambda provider: provider.jwks_path)


def _materials(provider: Provider, count: int, *, refreshable: bool) -> list[Material]:
    return [provider.material(refreshable=refreshable) for _ in range(count)]


async def _codes(
    provider: Provider, materials: Sequence[Material], concurrency: int
) -> list[tuple[str, Material]]:
    async def log_in(browser: Browser, material: Material) -> tuple[str, Material]:
        return await provider.authorize(browser, material), material

    return await visit(
        provider.port, materials, log_in, concurrency=concurrency, recorder=Recorder()
    )


async def _refresh_tokens(provider: Provider, count: int) -> list[str]:
    codes = await _codes(provider, _materials(provider, count, refreshable=True), count)

    async def redeem(browser: Browser, job: tuple[str, Material]) -> str:
        return _refresh_token((await provider.redeem(browser, *job)).refresh_token)

    return await visit(provider.port, codes, redeem, concurrency=count, recorder=Recorder())


def _refresh_token(token: str | None) -> str:
    if token is None:
        raise BenchError("no refresh token in the answer")
    return token

"""What is measured: each scenario prepares its jobs, then says what doing one of them means."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bench.browser import Browser, Recorder
from bench.errors import BenchError
from bench.flows import Material, Provider
from bench.load import visit

Do = Callable[[Browser, Any], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Jobs that are ready, and how one is done."""

    jobs: Sequence[Any]
    do: Do


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

    async def prepare(self, provider: Provider, count: int, concurrency: int) -> Prepared:
        """Make so many jobs, with everything that is not to be measured done."""
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

    async def prepare(self, provider: Provider, count: int, concurrency: int) -> Prepared:
        """Sign the clients' requests."""

        async def do(browser: Browser, material: Material) -> None:
            code = await provider.authorize(browser, material)
            tokens = await provider.redeem(browser, code, material)
            await provider.userinfo(browser, tokens.access_token)

        return Prepared(_materials(provider, count, refreshable=False), do)


@dataclass(frozen=True, slots=True)
class CodeRedemption:
    """The token request that ends a login."""

    name: str = "token: code"
    explanation: str = (
        "POST token with an authorization code: private_key_jwt with a single-use jti, PKCE, the "
        "code claimed once, ES256 ID token, access token, all durable before the answer"
    )

    async def prepare(self, provider: Provider, count: int, concurrency: int) -> Prepared:
        """Log so many citizens in, and keep their codes."""
        materials = _materials(provider, count, refreshable=False)
        codes = await _codes(provider, materials, concurrency)

        async def do(browser: Browser, job: tuple[str, Material]) -> None:
            await provider.redeem(browser, *job)

        return Prepared(codes, do)


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token used once and replaced."""

    name: str = "token: refresh"
    explanation: str = (
        "POST token with a refresh token: private_key_jwt with a single-use jti, rotation with "
        "detection of reuse, ES256 JWT access token (RFC 9068), ES256 ID token, durable"
    )

    async def prepare(self, provider: Provider, count: int, concurrency: int) -> Prepared:
        """Obtain one refresh token per visitor, and sign the clients' requests."""
        living = deque(await _refresh_tokens(provider, concurrency))

        async def do(browser: Browser, form: bytes) -> None:
            tokens = await provider.refresh(browser, living.popleft(), form)
            living.append(_refresh_token(tokens.refresh_token))

        return Prepared([provider.refresh_form() for _ in range(count)], do)


@dataclass(frozen=True, slots=True)
class Document:
    """A public document, read again and again."""

    name: str
    explanation: str
    path_of: Callable[[Provider], str]

    async def prepare(self, provider: Provider, count: int, concurrency: int) -> Prepared:
        """Nothing to make."""
        path = self.path_of(provider)

        async def do(browser: Browser, _: None) -> None:
            await browser.get("document", path)

        return Prepared([None] * count, do)


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

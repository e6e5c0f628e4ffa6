"""What the scenarios ask of a provider: the same of each."""

from dataclasses import dataclass
from typing import Protocol

from bench.browser import Browser
from bench.cpu_time import Meter


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a token request gave."""

    access_token: str
    refresh_token: str | None


@dataclass(frozen=True, slots=True)
class Material:
    """One flow's requests as far as they can be made ahead: forms, signed assertions."""

    pushed: bytes
    redemption: bytes


class Provider(Protocol):
    """A running provider and the steps of its flows."""

    @property
    def label(self) -> str:
        """The name of its row."""
        ...

    @property
    def port(self) -> int:
        """Where it listens on loopback."""
        ...

    @property
    def meter(self) -> Meter:
        """Reads its processor time."""
        ...

    @property
    def discovery_path(self) -> str:
        """Its discovery document."""
        ...

    @property
    def jwks_path(self) -> str:
        """Its public keys."""
        ...

    def material(self, *, refreshable: bool) -> Material:
        """Make one flow's requests; a refreshable one asks for a refresh token."""
        ...

    def refresh_form(self) -> bytes:
        """Make a refresh request that lacks only its token, which is appended."""
        ...

    async def authorize(self, browser: Browser, material: Material) -> str:
        """Push the request, log in, consent; return the code."""
        ...

    async def redeem(self, browser: Browser, code: str, material: Material) -> Tokens:
        """Redeem the code."""
        ...

    async def refresh(self, browser: Browser, token: str, form: bytes) -> Tokens:
        """Use a refresh token once."""
        ...

    async def userinfo(self, browser: Browser, access_token: str) -> None:
        """Read the claims."""
        ...

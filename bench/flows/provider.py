"""What the scenarios ask of a provider: the same of each."""

from dataclasses import dataclass
from typing import Protocol

from bench.browser import Browser
from bench.cpu_time import Meter
from bench.proofs import ProofKey

DPOP = ", DPoP"
NEW_KEYS = ", DPoP, new keys"
"""What a label ends in when proofs of possession are sent."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a token request gave."""

    access_token: str
    refresh_token: str | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A form with its client assertion, and the line of its proof of possession, if any."""

    form: bytes
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """One flow's requests as far as they can be made ahead."""

    pushed: Signed
    redemption: Signed
    key: ProofKey | None = None


def authorization(access_token: str, proof: str) -> str:
    """Return the header lines of whoever uses an access token, with a proof or without."""
    scheme = "DPoP" if proof else "Bearer"
    return f"authorization: {scheme} {access_token}\r\n{proof}"


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

    def refresh_request(self) -> Signed:
        """Make a refresh request that lacks only its token, which is appended."""
        ...

    def client_credentials_request(self) -> Signed:
        """Ask for a token in the client's own name."""
        ...

    def introspection_request(self, access_token: str) -> Signed:
        """Ask what a token is worth."""
        ...

    async def authorize(self, browser: Browser, material: Material) -> str:
        """Push the request, log in, consent; return the code."""
        ...

    async def redeem(self, browser: Browser, code: str, material: Material) -> Tokens:
        """Redeem the code."""
        ...

    async def refresh(self, browser: Browser, token: str, request: Signed) -> Tokens:
        """Use a refresh token once."""
        ...

    async def userinfo(self, browser: Browser, access_token: str, material: Material) -> None:
        """Read the claims."""
        ...

    async def client_credentials(self, browser: Browser, request: Signed) -> str:
        """Ask for a token in the client's own name; return it."""
        ...

    async def introspect(self, browser: Browser, request: Signed) -> None:
        """Have an active token confirmed."""
        ...

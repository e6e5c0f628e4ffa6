"""What a service does with a library that nobody here wrote, the same for every library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services import Service


class ProviderRefusedError(Exception):
    """The library read a refusal of the provider."""

    def __init__(self, error: str, description: str | None, status: int | None = None) -> None:
        super().__init__(error, description, status)
        self.error = error
        self.description = description
        self.status = status


class LibraryRefusedError(Exception):
    """The library itself did not accept what it was given; the text is its own."""


@dataclass(frozen=True)
class Request:
    """Where the browser is sent, and what the service keeps to check the answer."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identified:
    """The tokens, and the claims of the ID token, which the library has validated."""

    tokens: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def access_token(self) -> str:
        """The access token."""
        token: str = self.tokens["access_token"]
        return token

    @property
    def refresh_token(self) -> str:
        """The refresh token."""
        token: str = self.tokens["refresh_token"]
        return token


class RelyingParty(Protocol):
    """A registered service whose protocol steps are a library's."""

    service: Service

    def discover(self, **assertion: Any) -> Mapping[str, Any]:
        """Read the provider's metadata; `assertion` changes the claims of client assertions."""

    def push(self, **parameters: str | None) -> Request:
        """Push a request; None leaves out a parameter that would be there otherwise."""

    def redeem(self, request: Request, answer: str) -> Identified:
        """Check the answer that the browser brought, and redeem its code."""

    def refresh(self, refresh_token: str, **parameters: str) -> Identified:
        """Redeem a refresh token."""

    def userinfo(self, access_token: str, subject: str) -> Mapping[str, Any]:
        """Ask for the claims of a subject."""

    def logout_url(self, id_token: str, **parameters: str) -> str:
        """Return where a browser is sent to sign out."""

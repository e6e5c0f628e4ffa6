"""What a login asks for; the catalogue says it for each service."""

from collections.abc import Mapping, Sequence
from typing import Protocol

REQUIRED_LEVEL = "high"
"""The card with its PIN: a lower level of assurance is refused."""
MAX_AUTHENTICATION_AGE = 900
"""The citizen has shown the card at most this many seconds before the login began."""


class AskedClaim(Protocol):
    """A claim about the citizen."""

    @property
    def name(self) -> str: ...

    @property
    def essential(self) -> bool:
        """One that is not may be left out at consent."""
        ...


class Purpose(Protocol):
    """Why claims are asked for, as it is registered with the provider."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> Mapping[str, str]: ...

    @property
    def law(self) -> Mapping[str, str]: ...

    @property
    def retention_days(self) -> int: ...

    @property
    def claims(self) -> Sequence[AskedClaim]: ...

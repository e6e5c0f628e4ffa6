"""What an authority says of a certificate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Good:
    """Issued and not revoked."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """Revoked since a time in seconds since the epoch."""

    at: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Never issued by this authority."""


Status = Good | Revoked | Unknown

"""What a login starts with, and what it ends with."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

CARD_AMR: Final = ("sc", "pin", "mfa")
"""A smart card, opened by a PIN: two factors (RFC 8176, section 2)."""


class Level(StrEnum):
    """How sure a login is of the person (Regulation (EU) 910/2014, article 8)."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the card is asked to sign: one browser, one use, until before a time in seconds."""

    nonce: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Authentication:
    """A person who has just proved who they are; made by `login.card` and by nothing else."""

    person_id: str
    national_number: str
    acr: Level
    auth_time: int
    certificate_fingerprint: str
    """SHA-256 of the certificate, in lower-case hexadecimal."""
    method: Literal["card"] = "card"
    amr: tuple[str, ...] = CARD_AMR

"""What can be chosen in the sandbox: a specimen citizen, and what is to happen."""

from dataclasses import dataclass
from enum import StrEnum


class Scenario(StrEnum):
    """What happens besides the usual; the identifiers are published and never change."""

    DECLINED = "declined"
    ESSENTIAL_ONLY = "essential-only"
    SERVER_ERROR = "server-error"
    UNAVAILABLE = "unavailable"
    SLOW = "slow"
    ROTATED_KEY = "rotated-key"
    LATE_RECEIPT = "late-receipt"


@dataclass(frozen=True, slots=True)
class Choice:
    """A specimen citizen by their key, and a scenario; None: everything goes as usual."""

    citizen: str
    scenario: Scenario | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a citizen or a scenario; the texts are English messages."""

    title: str
    description: str
    service_sees: str

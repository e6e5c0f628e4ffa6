"""Who may decide what."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an officer may do; who has one role does not have another by it."""

    OPERATOR = "operator"
    """Approves services for production."""
    RELINKING = "relinking"
    """Asks for, and approves, the linking of two sectors' identifiers."""


@dataclass(frozen=True, slots=True)
class Officer:
    """A person with a role."""

    person_id: str
    role: Role
    added_at: int

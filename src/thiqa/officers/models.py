"""Who may decide what."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an officer may do; who has one role does not have another by it."""

    OPERATOR = "operator"
    """Approves services for production."""
    RELINKING = "relinking"
    """Asks for, and approves, the linking of two sectors' identifiers."""
    AUDITOR = "auditor"
    """Reads figures of the record; asks for, and approves, the opening of an entry."""


class Office(StrEnum):
    """Where officers act: the record calls one person differently in each.

    They are no sectors: a sector's name has no space, so no service is given these identifiers.
    """

    AUDIT = "auditors of the record"
    DISPUTES = "dispute officers"
    RELINKING = "relinking officers"


@dataclass(frozen=True, slots=True)
class Officer:
    """A person with a role."""

    person_id: str
    role: Role
    added_at: int

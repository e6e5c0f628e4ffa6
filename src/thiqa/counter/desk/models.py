"""Clerks, and the invitations by which they become that."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a clerk may do; supervisors do all that clerks do."""

    CLERK = "clerk"
    """Takes files and decides."""
    SUPERVISOR = "supervisor"
    """Invites and dismisses clerks, frees files that are held, and sees payments compared."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """A person who works for a body; nothing but their pairwise identifier is known of them."""

    id: str
    """What files and steps bear: no citizen ever sees it."""
    subject: str
    body: str
    role: Role
    label: str
    """What colleagues call them, as whoever invited wrote it."""
    since: int

    @property
    def is_supervisor(self) -> bool:
        """Whether they do what supervisors do."""
        return self.role is Role.SUPERVISOR


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whoever brings its code first becomes a clerk."""

    code: bytes
    """The digest of the code."""
    body: str
    role: Role
    label: str
    invited_by: str
    """The supervisor with whom it dies; empty: the operator, by the command."""
    expires_at: int

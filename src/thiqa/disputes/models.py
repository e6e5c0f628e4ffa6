"""A dispute: what a citizen says of an entry, who has to answer, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from thiqa.ledger.events import Kind
from thiqa.ledger.models import EntryId


class Claim(StrEnum):
    """What the citizen says of an entry."""

    NOT_ME = "not_me"
    """Somebody else acted in the citizen's name."""
    NOT_ALLOWED = "not_allowed"
    """The service, or the officer, had no right to it."""


class State(StrEnum):
    """How far a dispute is; all but the first are an end."""

    OPENED = "opened"
    UPHELD = "upheld"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"


DECISIONS = frozenset({State.UPHELD, State.REJECTED})


@dataclass(frozen=True, slots=True)
class Dispute:
    """A contested entry of a citizen's record."""

    id: str
    person_id: str
    client_id: str | None
    """The service that the entry concerns; it is told, and may answer."""
    entry_id: EntryId
    entry_hash: str
    """Of the entry's leaf (RFC 6962, section 2.1), in base64url."""
    kind: Kind
    """Of the contested entry."""
    claim: Claim
    statement: str
    """In the citizen's own words; may be empty."""
    opened_at: int
    due_at: int
    """The last moment at which an answer is in time."""
    state: State = State.OPENED
    evidence: str | None = None
    """The receipt of the contested entry, as soon as there is one."""
    answer: str | None = None
    """In the service's words."""
    answered_at: int | None = None
    closed_by: str | None = None
    """The person who closed it."""
    closed_at: int | None = None
    reason: str | None = None
    """In the words of the officer who decided."""

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision, and its freeze holds."""
        return self.state is State.OPENED

    def is_overdue(self, now: int) -> bool:
        """Tell whether the law's time has passed without a decision."""
        return self.is_open and self.due_at < now

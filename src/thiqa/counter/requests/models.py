"""A request: how far it is, what it waits for, who did what when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from typing import Any

from thiqa.base import Money
from thiqa.counter.catalogue.models import Outcome, Texts


class State(StrEnum):
    """How far a request is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """With us, and something is still needed before the body looks at it."""
    WAITING = "waiting"
    """Complete: the body has to decide, and its time runs."""
    RETURNED = "returned"
    """The body asked for something; its time is stopped."""
    DECIDED = "decided"
    DELIVERED = "delivered"
    """Granted, and the citizen has what was asked for."""
    CONTESTED = "contested"
    """The citizen disagrees; a second clerk looks again."""
    WITHDRAWN = "withdrawn"
    """By the citizen; an end."""


EDITABLE = frozenset({State.DRAFT, State.RETURNED})
"""Where the citizen fills in the form."""
AT_THE_BODY = frozenset({State.WAITING, State.CONTESTED})
"""Where a clerk can take the file."""


class Need(IntFlag):
    """What a submitted request still needs before it is complete."""

    ASSESSMENT = 1
    PAYMENT = 2
    ELIGIBILITY = 4
    APPOINTMENT = 8


NOTHING = Need(0)


class Role(StrEnum):
    """Who took a step; a clerk's name is nobody's business but the body's."""

    CITIZEN = "citizen"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    COUNTER = "counter"
    """We ourselves, on the word of somebody else: of a payment, of another body."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk as a request knows them."""

    id: str
    """Opaque; tells one clerk from another."""
    body: str
    role: Role = Role.CLERK


class Event(StrEnum):
    """What happened to a request; each is a line of what the citizen sees."""

    OPENED = "opened"
    SUBMITTED = "submitted"
    ASSESSED = "assessed"
    PAID = "paid"
    ANSWERED = "answered"
    """Another body answered whether the citizen is eligible."""
    BOOKED = "booked"
    UNBOOKED = "unbooked"
    COMPLETED = "completed"
    TAKEN = "taken"
    """A clerk has taken the file, and read it."""
    READ = "read"
    """A clerk has read the file (again)."""
    GIVEN_BACK = "given_back"
    PROPOSED = "proposed"
    """A clerk has decided, and a second one has to approve."""
    DISAPPROVED = "disapproved"
    """The second clerk did not approve; the file waits as before."""
    DECIDED = "decided"
    ASKED_BACK = "asked_back"
    DELIVERED = "delivered"
    CONTESTED = "contested"
    REOPENED = "reopened"
    """The body looks at its own decision again, because it may have been wrong."""
    CONFIRMED = "confirmed"
    """A second clerk came to the same decision."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """A dated line of a request's life, for the citizen to read."""

    number: str
    place: int
    """The revision of the request that this step made."""
    event: Event
    at: int
    by: Role
    body: str | None
    """Whose clerk it was."""
    note: Texts = field(default_factory=dict)
    """What was said: a reason, a question; by language."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk decided."""

    outcome: Outcome
    """Granted or refused."""
    reason: Texts
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the clerk filled in for the document, by the ids of the catalogue's fields."""


@dataclass(frozen=True, slots=True)
class Request:
    """A citizen's request for a service; `revision` counts its steps."""

    number: str
    service: str
    version: str
    """Of the service's file, when the request was opened or last submitted."""
    body: str
    subject: str
    """The citizen, as the provider names them to us."""
    opened_at: int
    state: State = State.DRAFT
    revision: int = 1
    claims: Mapping[str, Any] = field(default_factory=dict)
    """What the provider vouched for, for the purpose of this service."""
    needs: Need = NOTHING
    due_fee: Money | None = None
    """What is to be paid, or was; None: nothing, or it is not assessed yet."""
    eligible: bool | None = None
    """What the other body answered."""
    submitted_at: int | None = None
    complete_at: int | None = None
    due_at: int | None = None
    """The last moment in time; None: no time runs."""
    days_left: int | None = None
    """Of a deadline that is stopped."""
    taken_by: str | None = None
    """The clerk who has the file."""
    taken_until: int | None = None
    proposal: Decision | None = None
    proposed_by: str | None = None
    decision: Decision | None = None
    decided_at: int | None = None
    decided_by: tuple[str, ...] = ()
    """The clerks who decided; empty: nobody had to."""
    contested_at: int | None = None
    delivered_at: int | None = None
    expires_at: int | None = None
    """When it is erased; None: somebody still owes an answer."""

    @property
    def is_granted(self) -> bool:
        """Whether the last decision is a yes."""
        return self.decision is not None and self.decision.outcome is Outcome.GRANTED

    def is_overdue(self, now: int) -> bool:
        """Tell whether the law's time has passed."""
        return self.due_at is not None and self.due_at < now

    def holder(self, now: int) -> str | None:
        """Return the clerk who has the file at a moment."""
        if self.taken_until is None or self.taken_until <= now:
            return None
        return self.taken_by

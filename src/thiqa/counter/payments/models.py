"""What is known of a payment, a refund and a day of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thiqa.base import Money


class State(StrEnum):
    """How far a payment has come."""

    NEW = "new"
    """Kept here; whether the provider knows of it is not known."""
    CREATED = "created"
    PROCESSING = "processing"
    PAID = "paid"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OVER = frozenset({State.DECLINED, State.CANCELLED, State.EXPIRED})
"""Ended without money: another attempt may begin."""

FORWARD: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset(State) - {State.NEW},
    State.CREATED: frozenset({State.PROCESSING, State.PAID, *OVER}),
    State.PROCESSING: frozenset({State.PAID, *OVER}),
    State.PAID: frozenset(),
    **dict.fromkeys(OVER, frozenset({State.PAID})),
}
"""The steps that a payment may take. Money that has moved is a fact, whatever was said before."""


@dataclass(frozen=True, slots=True)
class Payment:
    """An attempt to pay for a request; `id` is its key at the provider."""

    id: str
    number: str
    """Of the request."""
    body: str
    """Whom the money is for."""
    attempt: int
    amount: Money
    created_at: int
    state: State = State.NEW
    sequence: int = 0
    """Of the newest report that was taken; 0: there was none."""
    refunded: Money | None = None
    """What the provider has given back; None: nothing."""
    ordered_back: int = 0
    """What we have asked back, in minor units: never more than was paid."""
    provider_id: str | None = None
    page_url: str | None = None
    paid_at: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the provider may still take the money."""
        return self.state not in OVER and self.state is not State.PAID

    @property
    def can_be_ordered_back(self) -> Money:
        """What is left of the money."""
        given = self.refunded.minor if self.refunded else 0
        return Money(self.amount.minor - max(given, self.ordered_back), self.amount.currency)


class AssessmentState(StrEnum):
    """Where the question stands what somebody owes."""

    WAITING = "waiting"
    """Asked; no answer could be had yet."""
    LATER = "later"
    """The body says that it needs time."""
    UNKNOWN = "unknown"
    """The body does not know the citizen: nothing is assessed, which is not "nothing is owed"."""
    ASSESSED = "assessed"


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """What is owed, and for what, by language."""

    label: Mapping[str, str]
    amount: Money


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a body says that the citizen of a request owes."""

    number: str
    state: AssessmentState
    asked_at: int
    amount: Money | None = None
    lines: tuple[AssessmentLine, ...] = ()
    letter: str | None = None
    """As the body signed it."""


class RefundState(StrEnum):
    """How far a refund has come."""

    ORDERED = "ordered"
    DONE = "done"
    REFUSED = "refused"


class RefundReason(StrEnum):
    """Why money goes back."""

    WITHDRAWN = "withdrawn"
    """The citizen took the request back."""
    NOT_DUE = "not_due"
    """Nothing was due any more: it was paid for already, or withdrawn in the meantime."""
    BY_HAND = "by_hand"
    """The operator ordered it."""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back; `id` is its key at the provider."""

    id: str
    payment_id: str
    amount: Money
    reason: RefundReason
    ordered_at: int
    state: RefundState = RefundState.ORDERED
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The one place that decides which attempt of a request counts."""

    number: str
    payment_id: str
    """The newest attempt."""
    attempts: int
    paid_by: str | None
    """The attempt that paid."""


@dataclass(frozen=True, slots=True)
class Order:
    """What we ask a provider to take."""

    key: str
    """Ours, of this attempt: the same key is the same payment, however often it is sent."""
    reference: str
    """What stands on the payer's statement: the number of the request."""
    amount: Money
    description: Mapping[str, str]
    """What is paid for, by language."""
    return_url: str
    language: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider says of a payment; only a gateway that has checked it makes one."""

    provider_id: str
    key: str
    reference: str
    state: State
    amount: Money
    refunded: Money
    """Of the amount, all in all."""
    sequence: int
    """Grows with every change at the provider: of two reports the higher one is the later one."""
    paid_at: int | None
    page_url: str


@dataclass(frozen=True, slots=True)
class Event:
    """A notification that passed every check."""

    id: str
    report: Report


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What we ask a provider to give back."""

    key: str
    payment_key: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundReport:
    """What the provider did with a refund order, and the payment as it is now."""

    key: str
    is_done: bool
    """If not, the provider refused it for good."""
    at: int
    payment: Report


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the provider's statement: money that came, or that went back."""

    payment_key: str
    refund_key: str | None
    """None for money that came."""
    provider_id: str
    amount: Money
    at: int


class Kind(StrEnum):
    """How the books of a day can differ."""

    MISSING_HERE = "missing_here"
    """The provider took money for a payment that we do not know."""
    NOT_PAID_HERE = "not_paid_here"
    """The provider took money for a payment that we do not know to be paid."""
    MISSING_THERE = "missing_there"
    """We count a payment as paid that is not on the statement."""
    AMOUNT = "amount"
    CURRENCY = "currency"
    DAY = "day"
    """On the statement of another day than that on which we were told that it was paid."""
    TWICE = "twice"
    """One movement on two lines."""
    REFUND_MISSING_HERE = "refund_missing_here"
    """The provider gave money back that we did not ask back."""
    REFUND_MISSING_THERE = "refund_missing_there"
    """We count money as given back that is not on the statement."""
    REFUND_AMOUNT = "refund_amount"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something on which the two books do not agree."""

    kind: Kind
    payment_id: str
    refund_id: str | None = None
    number: str | None = None
    """Of the request, when we know it."""
    body: str | None = None
    ours: Money | None = None
    theirs: Money | None = None


@dataclass(frozen=True, slots=True)
class ReconciledDay:
    """A day of which the books were compared."""

    day: date
    digest: str
    movements: int
    differences: tuple[Difference, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A day as the provider has signed it."""

    day: date
    digest: str
    """SHA-256 of the lines, in hexadecimal digits."""
    movements: tuple[Movement, ...]

"""What the citizen sees of what is owed and paid."""

from dataclasses import dataclass

from thiqa.base import Money
from thiqa.counter.catalogue.models import AssessedFee, FixedFee, Texts
from thiqa.counter.payments.models import (
    OVER,
    Assessment,
    AssessmentLine,
    AssessmentState,
    Payment,
    State,
)
from thiqa.counter.requests.models import Need, Request
from thiqa.counter.requests.models import State as RequestState
from thiqa.web.messages import message

ENDED = {
    State.DECLINED: message("The bank declined the payment. Nothing was taken."),
    State.CANCELLED: message("You did not pay. Nothing was taken."),
    State.EXPIRED: message("The payment was not made in time. Nothing was taken."),
}
"""Why the last attempt did not pay."""
ASSESSING = {
    AssessmentState.WAITING: message(
        "We have asked what you owe. There is no answer yet; we go on asking, and tell you."
    ),
    AssessmentState.LATER: message(
        "The body needs more time to say what you owe. We ask again, and tell you."
    ),
    AssessmentState.UNKNOWN: message(
        "The body does not find you. We ask again each day; please check your form with them."
    ),
}
"""Why there is no amount yet."""


@dataclass(frozen=True, slots=True)
class PaymentView:
    """The part about money on a request's page; texts are messages."""

    law: Texts
    amount: Money | None
    lines: tuple[AssessmentLine, ...] = ()
    waits: str | None = None
    """Why nothing can be paid yet."""
    ended: str | None = None
    """How the last attempt ended."""
    pay_url: str | None = None
    look_url: str | None = None
    """Where the provider is asked again about the attempt that is open."""
    paid_at: int | None = None
    refunded: Money | None = None


@dataclass(frozen=True, slots=True)
class TroubleView:
    """The page that says that the provider does not answer."""

    pay_url: str
    back_url: str


def payment_view(
    fee: FixedFee | AssessedFee,
    request: Request,
    assessment: Assessment | None,
    newest: Payment | None,
    counted: Payment | None,
) -> PaymentView:
    """Return what a request's page shows of money: the attempt that counts, or the newest one."""
    lines = () if assessment is None else assessment.lines
    if counted is not None:
        refunded = counted.refunded if counted.refunded and counted.refunded.minor else None
        return PaymentView(
            fee.law, counted.amount, lines, paid_at=counted.paid_at, refunded=refunded
        )
    if Need.ASSESSMENT in request.needs:
        state = AssessmentState.WAITING if assessment is None else assessment.state
        return PaymentView(fee.law, None, waits=ASSESSING.get(state))
    is_due = Need.PAYMENT in request.needs and request.state is RequestState.SUBMITTED
    is_processing = newest is not None and newest.state is State.PROCESSING
    return PaymentView(
        fee.law,
        request.due_fee,
        lines,
        ended=ENDED[newest.state] if newest and newest.state in OVER else None,
        pay_url=f"/requests/{request.number}/pay" if is_due and not is_processing else None,
        look_url=f"/requests/{request.number}/payment" if is_due and is_processing else None,
    )

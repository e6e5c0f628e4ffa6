"""Beginning to pay: one attempt at a time, and no further one while money could still come."""

from thiqa.base import new_secret
from thiqa.counter.payments.errors import NothingDueError, PaymentBusyError
from thiqa.counter.payments.models import OVER, Payment
from thiqa.counter.payments.records import Records
from thiqa.counter.requests.models import Need, Request, State

TRIES = 8
"""Each lost one is an attempt that somebody else began in the meantime."""
ASK_PAYMENT = "ask_payment"
"""The provider is asked how far a payment is; the task's key is the payment's."""
FIRST_ASKED_SECONDS = 20
"""By then a notification should have come."""


async def begin_payment(records: Records, request: Request, now: int) -> Payment:
    """Return the attempt to go on with: the open one, or a new one when the last one is over.

    An attempt is over when the provider has said so, and never because time has passed here.
    """
    amount = request.due_fee
    is_due = request.state is State.SUBMITTED and Need.PAYMENT in request.needs
    if amount is None or not is_due:
        raise NothingDueError("there is nothing to pay")
    for _ in range(TRIES):
        due = await records.payments.due(request.number)
        if due is not None:
            newest = await records.payments.get(due.payment_id)
            if newest is not None and newest.state not in OVER:
                return newest
        attempt = 1 if due is None else due.attempts + 1
        payment = Payment(new_secret(), request.number, request.body, attempt, amount, now)
        if await records.payments.claim_attempt(payment, due):
            await records.payments.add(payment)
            await records.tasks.leave(ASK_PAYMENT, payment.id, now + FIRST_ASKED_SECONDS)
            return payment
    raise PaymentBusyError("others began to pay at the same time, again and again")

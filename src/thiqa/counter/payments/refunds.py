"""Giving money back: ordered in the unit of work that makes it necessary, done by a task."""

from thiqa.base import Money
from thiqa.counter.payments.models import (
    Payment,
    Refund,
    RefundReason,
    RefundReport,
    RefundState,
    State,
)
from thiqa.counter.payments.records import Records

GIVE_BACK = "give_back"
"""The provider is asked to give money back; the task's key is the refund's."""


async def order_all_back(
    records: Records, payment: Payment, reason: RefundReason, now: int
) -> Refund | None:
    """Order back what is left of a payment, once; None: it was ordered, or nothing is left."""
    left = payment.can_be_ordered_back
    return await order_back(records, payment, left, f"{payment.id}.all", reason, now)


async def order_back(
    records: Records, payment: Payment, amount: Money, key: str, reason: RefundReason, now: int
) -> Refund | None:
    """Order a part of a payment back; None: this key was used, or so much is not left."""
    if payment.state is not State.PAID or not amount.minor:
        return None
    if amount.minor > payment.can_be_ordered_back.minor:
        return None
    refund = Refund(key, payment.id, amount, reason, now)
    if not await records.payments.order_back(payment.id, amount.minor):
        return None
    if not await records.payments.add_refund(refund):
        await records.payments.release(payment.id, amount.minor)
        return None
    await records.tasks.leave(GIVE_BACK, refund.id, now)
    return refund


async def end_refund(records: Records, report: RefundReport, refund: Refund) -> None:
    """Keep what the provider did with a refund."""
    state = RefundState.DONE if report.is_done else RefundState.REFUSED
    ended = await records.payments.end_refund(refund.id, state, report.at)
    if ended and not report.is_done:
        await records.payments.release(refund.payment_id, refund.amount.minor)


async def order_back_of_withdrawn(records: Records, number: str, now: int) -> None:
    """Give everything back that was paid for a request which its citizen has withdrawn."""
    for payment in await records.payments.list_of_request(number):
        await order_all_back(records, payment, RefundReason.WITHDRAWN, now)

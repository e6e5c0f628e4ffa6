"""Believing the provider: what a report changes, forward only, and once."""

from dataclasses import replace

from thiqa.counter.payments.errors import PaymentBusyError, ReportRefusedError
from thiqa.counter.payments.models import FORWARD, Payment, RefundReason, Report, State
from thiqa.counter.payments.records import Records
from thiqa.counter.payments.refunds import order_all_back
from thiqa.counter.requests.by_others import mark_paid
from thiqa.counter.requests.life import Life

TRIES = 8
"""Each lost one is a report that somebody else took in the meantime."""


async def take_report(life: Life, records: Records, report: Report, now: int) -> Payment:
    """Take what the provider says of a payment; return the payment after it.

    What is older than what we know changes nothing, so reports may come twice and in any order.
    Raises ReportRefusedError when the report does not fit the payment.
    """
    for _ in range(TRIES):
        payment = await records.payments.get(report.key)
        if payment is None:
            raise ReportRefusedError("a payment that nobody here began")
        after = after_report(payment, report)
        if after == payment:
            return payment
        if await records.payments.move(after, payment.sequence):
            if after.state is State.PAID and payment.state is not State.PAID:
                await _settle(life, records, after, now)
            return after
    raise PaymentBusyError("others took reports at the same time, again and again")


def after_report(payment: Payment, report: Report) -> Payment:
    """Return a payment after a report.

    1. The report is about this payment: the same amount, currency and request, and the payment
    that the provider has called so before. 2. An older or equal sequence says nothing new.
    3. The state stays or goes forward. 4. What was given back does not become less. 5. When it
    was paid does not change.
    """
    if report.key != payment.id or report.reference != payment.number:  # 1
        raise ReportRefusedError("a report about another payment")
    if report.amount != payment.amount:  # 1
        raise ReportRefusedError("a report of another amount")
    if payment.provider_id not in {None, report.provider_id}:  # 1
        raise ReportRefusedError("a report about another payment of the provider's")
    if report.sequence <= payment.sequence:  # 2
        return payment
    if report.state is not payment.state and report.state not in FORWARD[payment.state]:  # 3
        raise ReportRefusedError(f"{report.state} does not follow {payment.state}")
    known = payment.refunded.minor if payment.refunded else 0
    if report.refunded.minor < known:  # 4
        raise ReportRefusedError("money that was given back is said not to be")
    if payment.paid_at not in {None, report.paid_at}:  # 5
        raise ReportRefusedError("another time of payment")
    return replace(
        payment,
        state=report.state,
        sequence=report.sequence,
        refunded=report.refunded,
        provider_id=report.provider_id,
        page_url=report.page_url,
        paid_at=report.paid_at,
    )


async def _settle(life: Life, records: Records, payment: Payment, now: int) -> None:
    """Let money count for its request, or give it back: nobody pays twice."""
    counts = await records.payments.claim_paid(payment.number, payment.id)
    if not counts or not await mark_paid(life, records, payment.number, now):
        await order_all_back(records, payment, RefundReason.NOT_DUE, now)

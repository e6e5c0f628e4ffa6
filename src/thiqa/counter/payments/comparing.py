"""The comparison of a day in both books: every line of either one has its match, or is named."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from thiqa.counter.payments.models import (
    Difference,
    Kind,
    Movement,
    Payment,
    Refund,
    RefundState,
    State,
    Statement,
)


@dataclass(frozen=True, slots=True)
class OurDay:
    """What we have of a day, and of whatever the statement names."""

    first: int
    after: int
    """The first second of the day, and that of the next."""
    paid: Sequence[Payment]
    refunded: Sequence[Refund]
    named: Mapping[str, Payment]
    """The payments, paid on this day or not, that the statement or a refund of ours names."""
    named_refunds: Mapping[str, Refund]


def compare(ours: OurDay, statement: Statement) -> tuple[Difference, ...]:
    """Return every difference.

    1. A line that stands there twice. 2. For each payment on the statement: we know it; it is
    paid here; in this currency; this amount; on this day. 3. Each payment of ours of this day is
    on the statement. 4. For each refund on the statement: we ordered it, of this amount. 5. Each
    refund of ours of this day is on the statement.
    """
    lines = {(each.payment_key, each.refund_key): each for each in statement.movements}
    came = [line for (_, refund), line in lines.items() if refund is None]
    went = [line for (_, refund), line in lines.items() if refund is not None]
    return (
        *_repeated(ours, statement.movements),  # 1
        *(found for line in came if (found := _payment_differs(ours, line))),  # 2
        *_payments_missing_there(ours, {line.payment_key for line in came}),  # 3
        *(found for line in went if (found := _refund_differs(ours, line))),  # 4
        *_refunds_missing_there(ours, {line.refund_key for line in went}),  # 5
    )


def _repeated(ours: OurDay, movements: Iterable[Movement]) -> Iterator[Difference]:
    counted = Counter((each.payment_key, each.refund_key) for each in movements)
    for each in {(each.payment_key, each.refund_key): each for each in movements}.values():
        if counted[each.payment_key, each.refund_key] > 1:
            yield _of_line(Kind.TWICE, ours, each)


def _payment_differs(ours: OurDay, line: Movement) -> Difference | None:
    payment = ours.named.get(line.payment_key)
    if payment is None:
        return _of_line(Kind.MISSING_HERE, ours, line)
    if payment.state is not State.PAID:
        return _of_line(Kind.NOT_PAID_HERE, ours, line)
    if payment.amount.currency != line.amount.currency:
        return _of_line(Kind.CURRENCY, ours, line)
    if payment.amount != line.amount:
        return _of_line(Kind.AMOUNT, ours, line)
    if payment.paid_at is None or not ours.first <= payment.paid_at < ours.after:
        return _of_line(Kind.DAY, ours, line)
    return None


def _payments_missing_there(ours: OurDay, there: set[str]) -> Iterator[Difference]:
    for payment in ours.paid:
        if payment.id not in there:
            yield Difference(
                Kind.MISSING_THERE,
                payment.id,
                number=payment.number,
                body=payment.body,
                ours=payment.amount,
            )


def _refund_differs(ours: OurDay, line: Movement) -> Difference | None:
    refund = ours.named_refunds.get(line.refund_key or "")
    if refund is None or refund.payment_id != line.payment_key:
        return _of_line(Kind.REFUND_MISSING_HERE, ours, line)
    if refund.state is not RefundState.DONE:
        return _of_line(Kind.REFUND_MISSING_HERE, ours, line)
    if refund.amount != line.amount:
        return _of_line(Kind.REFUND_AMOUNT, ours, line)
    if refund.done_at is None or not ours.first <= refund.done_at < ours.after:
        return _of_line(Kind.DAY, ours, line)
    return None


def _refunds_missing_there(ours: OurDay, there: set[str | None]) -> Iterator[Difference]:
    for refund in ours.refunded:
        if refund.id not in there:
            payment = ours.named.get(refund.payment_id)
            yield Difference(
                Kind.REFUND_MISSING_THERE,
                refund.payment_id,
                refund.id,
                number=payment.number if payment else None,
                body=payment.body if payment else None,
                ours=refund.amount,
            )


def _of_line(kind: Kind, ours: OurDay, line: Movement) -> Difference:
    payment = ours.named.get(line.payment_key)
    refund = ours.named_refunds.get(line.refund_key or "")
    counted = refund.amount if refund else payment.amount if payment else None
    if line.refund_key is not None and refund is None:
        counted = None
    return Difference(
        kind,
        line.payment_key,
        line.refund_key,
        number=payment.number if payment else None,
        body=payment.body if payment else None,
        ours=counted,
        theirs=line.amount,
    )

"""Two books that agree have no difference; whatever is changed in one of them is found."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from thiqa.base import Money
from thiqa.counter.payments.comparing import OurDay, compare
from thiqa.counter.payments.models import (
    Difference,
    Kind,
    Movement,
    Payment,
    Refund,
    RefundReason,
    RefundState,
    State,
    Statement,
)

FIRST, AFTER = 86_400, 2 * 86_400
DAY = date(1970, 1, 2)


def payment(number: int, minor: int) -> Payment:
    amount = Money(minor, "MAD")
    return Payment(
        f"p{number}", f"K{number}", "dgsn", 1, amount, FIRST, State.PAID, 3, paid_at=FIRST + number
    )


def refund(of: Payment, minor: int) -> Refund:
    amount = Money(minor, "MAD")
    reason = RefundReason.BY_HAND
    return Refund(f"{of.id}.r", of.id, amount, reason, FIRST, RefundState.DONE, FIRST + 5)


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Payment], list[Refund]]:
    """Return payments of a day, with refunds of some of them."""
    amounts = draw(st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
    payments = [payment(number, minor) for number, minor in enumerate(amounts)]
    given_back = draw(st.sets(st.sampled_from(payments)))
    refunds = [
        refund(each, draw(st.integers(1, each.amount.minor)))
        for each in payments
        if each in given_back
    ]
    return payments, refunds


def movements(payments: list[Payment], refunds: list[Refund]) -> list[Movement]:
    return [
        *(Movement(each.id, None, "theirs", each.amount, each.paid_at or 0) for each in payments),
        *(
            Movement(each.payment_id, each.id, "theirs", each.amount, each.done_at or 0)
            for each in refunds
        ),
    ]


def differences(
    payments: list[Payment], refunds: list[Refund], lines: list[Movement]
) -> tuple[Difference, ...]:
    ours = OurDay(
        FIRST,
        AFTER,
        [each for each in payments if each.paid_at and FIRST <= each.paid_at < AFTER],
        [each for each in refunds if each.state is RefundState.DONE],
        {each.id: each for each in payments},
        {each.id: each for each in refunds},
    )
    return compare(ours, Statement(DAY, "digest", tuple(lines)))


@given(books(), st.randoms(use_true_random=False))
def test_books_that_agree_have_no_difference(
    both: tuple[list[Payment], list[Refund]], chance: object
) -> None:
    lines = movements(*both)
    chance.shuffle(lines)  # type: ignore[attr-defined]  # a Random
    assert differences(*both, lines) == ()


@given(books(), st.data())
def test_a_line_that_is_missing_there_is_named(
    both: tuple[list[Payment], list[Refund]], data: st.DataObject
) -> None:
    lines = movements(*both)
    missing = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    (found,) = differences(*both, lines)
    assert found.kind is (
        Kind.MISSING_THERE if missing.refund_key is None else Kind.REFUND_MISSING_THERE
    )
    assert (found.payment_id, found.refund_id) == (missing.payment_key, missing.refund_key)
    assert (found.ours, found.body) == (missing.amount, "dgsn")


@given(books(), st.data())
def test_a_payment_that_is_missing_here_is_named_with_its_refund(
    both: tuple[list[Payment], list[Refund]], data: st.DataObject
) -> None:
    payments, refunds = both
    lines = movements(payments, refunds)
    gone = data.draw(st.sampled_from(payments))
    kept = [each for each in payments if each is not gone]
    kept_refunds = [each for each in refunds if each.payment_id != gone.id]
    kinds = [each.kind for each in differences(kept, kept_refunds, lines)]
    expected = [Kind.MISSING_HERE]
    if len(kept_refunds) < len(refunds):
        expected.append(Kind.REFUND_MISSING_HERE)
    assert kinds == expected


@given(books(), st.data(), st.sampled_from(["amount", "currency", "twice", "state", "day"]))
def test_a_line_that_differs_is_named_by_how(
    both: tuple[list[Payment], list[Refund]], data: st.DataObject, how: str
) -> None:
    payments, refunds = both
    lines = movements(payments, refunds)
    place = data.draw(st.integers(0, len(lines) - 1))
    line = lines[place]
    is_refund = line.refund_key is not None
    if how == "amount":
        lines[place] = replace(line, amount=line.amount + Money(1, "MAD"))
        expected = Kind.REFUND_AMOUNT if is_refund else Kind.AMOUNT
    elif how == "currency":
        lines[place] = replace(line, amount=Money(line.amount.minor, "EUR"))
        expected = Kind.REFUND_AMOUNT if is_refund else Kind.CURRENCY
    elif how == "twice":
        lines.append(line)
        expected = Kind.TWICE
    elif how == "state":
        payments = [_unpaid(each, line, is_refund) for each in payments]
        refunds = [_not_done(each, line) for each in refunds]
        expected = Kind.REFUND_MISSING_HERE if is_refund else Kind.NOT_PAID_HERE
    else:
        payments = [_yesterday(each, line, is_refund) for each in payments]
        refunds = [
            replace(each, done_at=FIRST - 1) if each.id == line.refund_key else each
            for each in refunds
        ]
        expected = Kind.DAY
    (found,) = differences(payments, refunds, lines)
    assert (found.kind, found.payment_id) == (expected, line.payment_key)


def _unpaid(each: Payment, line: Movement, is_refund: bool) -> Payment:
    if each.id != line.payment_key or is_refund:
        return each
    return replace(each, state=State.PROCESSING, paid_at=None)


def _not_done(each: Refund, line: Movement) -> Refund:
    return replace(each, state=RefundState.ORDERED) if each.id == line.refund_key else each


def _yesterday(each: Payment, line: Movement, is_refund: bool) -> Payment:
    if each.id != line.payment_key or is_refund:
        return each
    return replace(each, paid_at=FIRST - 1)

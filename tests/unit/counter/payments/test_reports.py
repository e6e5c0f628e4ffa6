from dataclasses import replace
from itertools import product

import pytest

from thiqa.base import Money
from thiqa.counter.payments.errors import ReportRefusedError
from thiqa.counter.payments.models import FORWARD, OVER, Payment, Report, State
from thiqa.counter.payments.reports import after_report
from thiqa.counter.payments.wire import read_report, write_report

FEE = Money(5_000, "MAD")
NOTHING = Money(0, "MAD")
PAYMENT = Payment("key", "K7-REF", "dgsn", 1, FEE, 1_000)
CREATED = Report("theirs", "key", "K7-REF", State.CREATED, FEE, NOTHING, 1, None, "https://p/1")
PAID = replace(CREATED, state=State.PAID, sequence=3, paid_at=1_060)


def test_a_report_moves_a_payment_on() -> None:
    after = after_report(PAYMENT, PAID)
    assert (after.state, after.sequence, after.paid_at) == (State.PAID, 3, 1_060)
    assert (after.provider_id, after.page_url) == ("theirs", "https://p/1")


def test_what_is_older_or_known_says_nothing_new() -> None:
    paid = after_report(PAYMENT, PAID)
    assert after_report(paid, PAID) == paid
    assert after_report(paid, CREATED) == paid


@pytest.mark.parametrize(
    ("before", "after"), [each for each in product(State, State) if each[1] is not State.NEW]
)
def test_a_payment_goes_forward_only(before: State, after: State) -> None:
    payment = replace(PAYMENT, state=before, sequence=1)
    report = replace(CREATED, state=after, sequence=2, paid_at=1 if after is State.PAID else None)
    if after is before or after in FORWARD[before]:
        assert after_report(payment, report).state is after
    else:
        with pytest.raises(ReportRefusedError, match="does not follow"):
            after_report(payment, report)


def test_what_was_paid_is_never_unpaid() -> None:
    assert FORWARD[State.PAID] == frozenset()
    assert all(FORWARD[state] == {State.PAID} for state in OVER)


@pytest.mark.parametrize(
    "report",
    [
        replace(PAID, key="another"),
        replace(PAID, reference="another"),
        replace(PAID, amount=Money(4_999, "MAD")),
        replace(PAID, amount=Money(5_000, "EUR"), refunded=Money(0, "EUR")),
    ],
)
def test_a_report_of_something_else_is_refused(report: Report) -> None:
    with pytest.raises(ReportRefusedError):
        after_report(PAYMENT, report)


def test_the_provider_does_not_change_its_name_for_a_payment() -> None:
    known = after_report(PAYMENT, CREATED)
    with pytest.raises(ReportRefusedError):
        after_report(known, replace(PAID, provider_id="another"))


def test_what_was_given_back_stays_given_back() -> None:
    half = after_report(PAYMENT, replace(PAID, sequence=4, refunded=Money(2_500, "MAD")))
    assert half.can_be_ordered_back == Money(2_500, "MAD")
    with pytest.raises(ReportRefusedError, match="given back"):
        after_report(half, replace(PAID, sequence=5, refunded=Money(2_499, "MAD")))


def test_the_time_of_payment_does_not_change() -> None:
    paid = after_report(PAYMENT, PAID)
    with pytest.raises(ReportRefusedError, match="time"):
        after_report(paid, replace(PAID, sequence=4, paid_at=1_061))


@pytest.mark.parametrize("report", [CREATED, PAID, replace(PAID, refunded=Money(1, "MAD"))])
def test_a_report_is_read_as_it_was_written(report: Report) -> None:
    assert read_report(write_report(report)) == report


@pytest.mark.parametrize(
    "change",
    [
        {"state": "new"},
        {"state": "settled"},
        {"state": "created"},
        {"paid_at": None},
        {"paid_at": -1},
        {"paid_at": 1.5},
        {"sequence": "3"},
        {"sequence": True},
        {"amount": {"minor": 5_000.0, "currency": "MAD"}},
        {"amount": {"minor": -5_000, "currency": "MAD"}},
        {"amount": {"minor": 5_000, "currency": "XYZ"}},
        {"amount": {"minor": 5_000}},
        {"amount": "5000 MAD"},
        {"refunded": {"minor": 5_001, "currency": "MAD"}},
        {"refunded": {"minor": 1, "currency": "EUR"}},
        {"key": ""},
        {"key": None},
        {"page_url": "x" * 513},
    ],
)
def test_a_report_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ReportRefusedError):
        read_report({**write_report(PAID), **change})

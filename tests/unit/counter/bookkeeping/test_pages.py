"""What supervisors see of the days that were compared."""

from datetime import date

import pytest

from counter_desk import Office
from counter_site import Site
from thiqa.base import Money
from thiqa.counter.bookkeeping.pages import DIFFERENCES_SHOWN, day_row
from thiqa.counter.desk.models import Role
from thiqa.counter.payments.models import Difference, Kind, ReconciledDay

OURS = Difference(
    Kind.AMOUNT, "p-1", None, "K7-OURS", "dgsn", Money(5_000, "MAD"), Money(5_100, "MAD")
)
THEIRS = Difference(Kind.MISSING_THERE, "p-2", None, "K7-THEIRS", "dgi", Money(80_550, "MAD"))
NOBODYS = Difference(Kind.MISSING_HERE, "p-3", theirs=Money(700, "MAD"))
DAY = ReconciledDay(date(2026, 11, 21), "digest", 9, (OURS, THEIRS, NOBODYS), 1_795_341_600)


@pytest.fixture
def office(site: Site) -> Office:
    made = Office(site)
    agreed = ReconciledDay(date(2026, 11, 20), "digest", 4, (), 1_795_255_200)
    for day in (DAY, agreed):
        made.units.run(lambda records, day=day: records.payments.put_day(day))
    return made


def test_a_supervisor_sees_each_difference_of_the_body(office: Office) -> None:
    with office.clerk("dgsn", Role.SUPERVISOR) as supervisor:
        page = supervisor.get("/desk/payments").text
    assert "Another amount on the provider&#39;s statement" in page
    assert "50.00\xa0MAD" in page
    assert "51.00\xa0MAD" in page
    assert "The provider took money for a payment that we do not know" in page
    assert page.count("Both books agree.") == 1
    assert "K7-THEIRS" not in page


def test_a_clerk_who_is_no_supervisor_does_not(office: Office) -> None:
    with office.clerk("dgsn") as clerk:
        assert clerk.get("/desk/payments").status_code == 403
        assert "/desk/payments" not in clerk.get("/desk").text


def test_a_day_is_kept_as_it_was_found(office: Office) -> None:
    found = office.units.read(lambda records: records.payments.days(2))
    assert found[0] == DAY


def test_a_terrible_day_says_how_much_is_not_shown() -> None:
    terrible = ReconciledDay(DAY.day, "", 0, (OURS,) * (DIFFERENCES_SHOWN + 7), 0)
    row = day_row(terrible, "dgsn")
    assert (len(row.rows), row.more) == (DIFFERENCES_SHOWN, 7)

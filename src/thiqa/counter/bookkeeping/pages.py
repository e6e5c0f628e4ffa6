"""What supervisors see of the days that were compared: what concerns their own body."""

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import Money
from thiqa.counter.bookkeeping.words import KINDS
from thiqa.counter.catalogue.models import Texts
from thiqa.counter.desk.clerks import AtDesk, Desk, for_supervisors
from thiqa.counter.desk.paths import PAYMENTS_PATH
from thiqa.counter.payments.models import Difference, ReconciledDay
from thiqa.counter.records import Records

DAYS_SHOWN = 31
DIFFERENCES_SHOWN = 200
"""Of one day; the operator's command prints all of them."""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference; `kind` is a message."""

    kind: str
    number: str | None
    payment: str
    ours: Money | None
    theirs: Money | None


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day, as a body sees it."""

    day: date
    at: int
    rows: tuple[DifferenceRow, ...]
    more: int
    """How many are not shown."""


@dataclass(frozen=True, slots=True)
class DaysView:
    """The page."""

    body: Texts
    days: tuple[DayRow, ...]


def payment_routes(desk: Desk) -> list[Route]:
    """Return the routes of this room."""
    return [Route(PAYMENTS_PATH, for_supervisors(desk, _days))]


async def _days(at_desk: AtDesk) -> Response:
    async def read(records: Records) -> list[ReconciledDay]:
        return await records.payments.days(DAYS_SHOWN)

    body = at_desk.clerk.body
    days = tuple(day_row(day, body) for day in await at_desk.read(read))
    return at_desk.show("desk_payments.html", DaysView(at_desk.body, days))


def day_row(day: ReconciledDay, body: str) -> DayRow:
    """Return a day with the differences that concern a body, or nobody that we know."""
    concerned = [each for each in day.differences if each.body in {body, None}]
    shown = concerned[:DIFFERENCES_SHOWN]
    rows = tuple(difference_row(each) for each in shown)
    return DayRow(day.day, day.at, rows, len(concerned) - len(shown))


def difference_row(each: Difference) -> DifferenceRow:
    """Return a difference as it is shown."""
    return DifferenceRow(KINDS[each.kind], each.number, each.payment_id, each.ours, each.theirs)

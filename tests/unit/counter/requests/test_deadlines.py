from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_requests import TIMEZONE, texts
from thiqa.counter.catalogue.models import Deadline
from thiqa.counter.errors import SettingsError
from thiqa.counter.requests.calendar import Calendar, parse_holidays, read_holidays
from thiqa.counter.requests.deadlines import days_left, due_at, end_after

CALENDAR = Calendar(TIMEZONE)
moments = st.integers(1_700_000_000, 1_900_000_000)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=TIMEZONE).timestamp())


def working(days: int) -> Deadline:
    return Deadline(days, working_days=True, law=texts("Article"))


def clear(days: int) -> Deadline:
    return Deadline(days, working_days=False, law=texts("Article"))


@pytest.mark.parametrize(
    ("complete", "days", "last"),
    [
        ("2026-11-23T09:00", 5, "2026-11-30"),  # a weekend in between
        ("2026-11-22T11:00", 1, "2026-11-23"),  # complete on a Sunday
        ("2026-11-17T23:59", 1, "2026-11-19"),  # Independence Day in between
        ("2026-10-30T09:00", 1, "2026-11-02"),  # Unity Day is a Saturday
        ("2027-01-08T09:00", 4, "2027-01-18"),  # two holidays and two weekends
        ("2026-08-18T09:00", 2, "2026-08-24"),  # two holidays, then a weekend
    ],
)
def test_working_days_leave_out_weekends_and_holidays(complete: str, days: int, last: str) -> None:
    assert due_at(working(days), at(complete), CALENDAR) == at(f"{last}T23:59:59")


def test_calendar_days_count_every_day() -> None:
    assert due_at(clear(10), at("2026-11-17T00:00"), CALENDAR) == at("2026-11-27T23:59:59")


def test_the_last_day_ends_at_midnight_where_the_citizen_is() -> None:
    """In Ramadan the clocks of Morocco go back an hour."""
    assert due_at(clear(1), at("2026-02-14T12:00"), CALENDAR) == at("2026-02-15T23:59:59")


def test_a_holiday_of_the_lunar_calendar_counts_when_it_is_declared() -> None:
    declared = Calendar(TIMEZONE, frozenset({date(2026, 11, 24)}))
    assert due_at(working(1), at("2026-11-23T09:00"), declared) == at("2026-11-25T23:59:59")


def test_a_holiday_is_one_since_its_first_year() -> None:
    assert CALENDAR.is_working_day(date(2022, 1, 14))
    assert not CALENDAR.is_working_day(date(2027, 1, 14))


@given(moments, st.integers(1, 60), st.integers(0, 59), st.booleans())
def test_the_days_that_are_left_end_on_the_same_day_if_the_clock_goes_on_at_once(
    complete: int, days: int, later: int, counts_work: bool
) -> None:
    deadline = working(days) if counts_work else clear(days)
    due = due_at(deadline, complete, CALENDAR)
    stopped = min(complete + later * 86_400, due)
    left = days_left(deadline, due, stopped, CALENDAR)
    assert 0 <= left <= days
    resumed = end_after(deadline, left, stopped, CALENDAR)
    assert resumed == due or left == 0


@given(moments, st.integers(1, 60))
def test_so_many_days_that_count_lie_before_the_end(complete: int, days: int) -> None:
    due = due_at(working(days), complete, CALENDAR)
    first, last = CALENDAR.day_of(complete), CALENDAR.day_of(due)
    between = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    assert sum(CALENDAR.is_working_day(day) for day in between) == days
    assert CALENDAR.is_working_day(last)


def test_the_operators_file_has_a_date_on_each_line(tmp_path: Path) -> None:
    file = tmp_path / "holidays"
    file.write_text("2026-03-20  # Aid al-Fitr\n\n# Aid al-Adha\n2026-05-27\n", "utf-8")
    assert read_holidays(file) == {date(2026, 3, 20), date(2026, 5, 27)}
    assert parse_holidays([]) == read_holidays(None) == frozenset()


def test_a_file_that_cannot_be_read_stops_the_service(tmp_path: Path) -> None:
    (tmp_path / "holidays").write_text("Friday\n", "utf-8")
    for name in ("holidays", "missing"):
        with pytest.raises(SettingsError, match="holidays"):
            read_holidays(tmp_path / name)

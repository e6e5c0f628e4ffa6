"""By when the law wants an answer."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from thiqa.disputes import due_after

CASABLANCA = ZoneInfo("Africa/Casablanca")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CASABLANCA).timestamp())


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-11-21T00:00:00", "2026-12-01T23:59:59"),
        ("2026-11-21T23:59:59", "2026-12-01T23:59:59"),
        ("2026-11-22T00:00:00", "2026-12-02T23:59:59"),
        ("2026-12-25T12:00:00", "2027-01-04T23:59:59"),
    ],
)
def test_ten_whole_days_follow_the_day_of_the_dispute(opened: str, due: str) -> None:
    assert due_after(at(opened), CASABLANCA) == at(due)


def test_a_day_begins_where_the_citizen_is() -> None:
    late = int(datetime(2026, 11, 21, 23, 30, tzinfo=ZoneInfo("UTC")).timestamp())
    assert due_after(late, CASABLANCA) == at("2026-12-02T23:59:59")
    assert due_after(late, ZoneInfo("UTC")) < due_after(late, CASABLANCA)

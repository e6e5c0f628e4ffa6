"""Birth dates of which a part may be unknown: nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.people import Birthdate, BirthdateError, Precision, read_birthdate

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "born", "precision"),
    [
        ("1985-07-14", Birthdate(1985, 7, 14), Precision.DAY),
        ("1985-07", Birthdate(1985, 7), Precision.MONTH),
        ("1985", Birthdate(1985), Precision.YEAR),
        ("2008-02-29", Birthdate(2008, 2, 29), Precision.DAY),
    ],
)
def test_a_date_says_how_much_of_it_is_known(
    text: str, born: Birthdate, precision: Precision
) -> None:
    assert read_birthdate(text) == born
    assert born.precision is precision


@pytest.mark.parametrize(
    "text",
    [
        "",
        "85",
        "0000",
        "0000-05-17",
        "1985-7-1",
        "1985-13",
        "1985-00",
        "1985-02-30",
        "2007-02-29",
        "1985-07-00",
        "1985-XX-XX",
        "1985-07-14T00:00",
        "14/07/1985",
        "1985-07-14 ",
        "1985-07-14\n",
        "١٩٨٥",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BirthdateError):
        read_birthdate(text)


def test_a_day_without_its_month_is_refused() -> None:
    with pytest.raises(BirthdateError):
        Birthdate(1985, None, 14)


@pytest.mark.parametrize(
    ("text", "adult"),
    [
        ("2008-11-21", True),
        ("2008-11-22", True),
        ("2008-11-23", False),
        ("2008-10", True),
        ("2008-11", None),
        ("2008-12", False),
        ("2007", True),
        ("2008", None),
        ("2009", False),
    ],
)
def test_an_age_is_known_if_every_day_that_it_can_be_agrees(text: str, adult: bool | None) -> None:
    assert read_birthdate(text).has_reached(18, TODAY) is adult


def test_on_the_last_day_of_a_year_or_a_month_its_birthdays_have_all_come() -> None:
    assert Birthdate(2008).has_reached(18, date(2026, 12, 31)) is True
    assert Birthdate(2008).has_reached(18, date(2026, 1, 1)) is None
    assert Birthdate(2008, 11).has_reached(18, date(2026, 11, 30)) is True


@pytest.mark.parametrize("born", [Birthdate(2008, 2, 29), Birthdate(2008, 2)])
def test_29_february_comes_on_1_march_of_a_common_year(born: Birthdate) -> None:
    assert born.has_reached(18, date(2026, 2, 28)) is not True
    assert born.has_reached(18, date(2026, 3, 1)) is True
    assert born.has_reached(16, date(2024, 2, 29)) is True


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.dates(date(2026, 1, 1)), st.integers(1, 90))
def test_what_a_partial_date_says_is_what_the_whole_one_says(
    born: date, today: date, years: int
) -> None:
    whole = Birthdate(born.year, born.month, born.day).has_reached(years, today)
    for partial in (Birthdate(born.year, born.month), Birthdate(born.year)):
        assert partial.has_reached(years, today) in {whole, None}

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from thiqa.people import BirthdateError, Person, claim_values

AGES = ("age_over_15", "age_over_18", "age_over_60")
NOW = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp())


def _values(claims: dict[str, Any], *names: str) -> dict[str, Any]:
    return claim_values(Person("p", "AB123456", claims), names, NOW)


@pytest.mark.parametrize(
    ("birthdate", "adult"),
    [
        ("2008-11-20", True),
        ("2008-11-21", True),
        ("2008-11-22", False),
        ("2008-12-31", False),
        ("1950-01-01", True),
        ("2020-01-01", False),
        ("2007", True),
        ("2009", False),
    ],
)
def test_age_over_18_follows_from_the_birthdate(birthdate: str, adult: bool) -> None:
    assert _values({"birthdate": birthdate}, "age_over_18") == {"age_over_18": adult}


def test_age_over_18_is_left_out_when_the_year_alone_cannot_tell() -> None:
    assert _values({"birthdate": "2008"}, "age_over_18") == {}


def test_age_over_18_is_left_out_without_a_birthdate() -> None:
    assert _values({}, "age_over_18") == {}


def test_who_is_born_on_a_29_february_is_adult_on_1_march_of_a_common_year() -> None:
    person = Person("p", "AB1", {"birthdate": "2008-02-29"})
    eve = int(datetime(2026, 2, 28, tzinfo=UTC).timestamp())
    day = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
    assert claim_values(person, ["age_over_18"], eve) == {"age_over_18": False}
    assert claim_values(person, ["age_over_18"], day) == {"age_over_18": True}


def test_a_birthday_comes_at_midnight_in_the_country() -> None:
    person = Person("p", "AB1", {"birthdate": "2008-11-22"})
    before_midnight_at_greenwich = int(datetime(2026, 11, 21, 23, 30, tzinfo=UTC).timestamp())
    casablanca = ZoneInfo("Africa/Casablanca")
    names = ["age_over_18"]
    assert claim_values(person, names, before_midnight_at_greenwich) == {"age_over_18": False}
    assert claim_values(person, names, before_midnight_at_greenwich, casablanca) == {
        "age_over_18": True
    }


@pytest.mark.parametrize(
    ("birthdate", "expected"),
    [
        ("1985-07-14", {"age_over_15": True, "age_over_18": True, "age_over_60": False}),
        ("1966", {"age_over_15": True, "age_over_18": True}),
        ("2011-12", {"age_over_15": False, "age_over_18": False, "age_over_60": False}),
    ],
)
def test_each_age_of_the_law_is_answered_by_itself(
    birthdate: str, expected: dict[str, bool]
) -> None:
    assert _values({"birthdate": birthdate}, *AGES) == expected


@pytest.mark.parametrize(
    ("birthdate", "expected"),
    [
        (
            "1985-07-14",
            {
                "birthdate": "1985-07-14",
                "birth_year_month": "1985-07",
                "birthdate_precision": "day",
            },
        ),
        (
            "1985-07",
            {"birthdate": "1985", "birth_year_month": "1985-07", "birthdate_precision": "month"},
        ),
        ("1985", {"birthdate": "1985", "birthdate_precision": "year"}),
    ],
)
def test_a_partial_birthdate_is_told_apart_and_never_filled_up(
    birthdate: str, expected: dict[str, str]
) -> None:
    names = ("birthdate", "birth_year_month", "birthdate_precision")
    assert _values({"birthdate": birthdate}, *names) == expected
    assert _values({}, *names) == {}


@pytest.mark.parametrize(
    ("claims", "script"),
    [
        ({"family_name": "Ouhaddou", "family_name#ar": "أوحدو"}, {"name_script": "Arab"}),
        ({"given_name#ar": "ياسين"}, {"name_script": "Arab"}),
        ({"family_name": "Martin"}, {"name_script": "Latn"}),
        ({}, {}),
    ],
)
def test_the_arabic_name_is_the_authoritative_one_where_there_is_one(
    claims: dict[str, Any], script: dict[str, str]
) -> None:
    assert _values(claims, "name_script") == script


@pytest.mark.parametrize("birthdate", ["", "unknown", 1985, "1985-02-30", ["1985"]])
def test_a_person_with_a_date_that_is_none_cannot_be_on_record(birthdate: Any) -> None:
    with pytest.raises(BirthdateError):
        Person("p", "AB1", {"birthdate": birthdate})


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (
            {"given_name": "Nadia", "family_name": "El Amrani", "family_name#ar": "العمراني"},
            {"name": "Nadia El Amrani", "name#ar": "العمراني"},
        ),
        ({"family_name": "Ouhaddou"}, {"name": "Ouhaddou"}),
        ({"given_name#ar": "ياسين", "family_name#ar": "بناني"}, {"name#ar": "ياسين بناني"}),
        ({}, {}),
        ({"name": "As On Record", "given_name": "Other"}, {"name": "As On Record"}),
    ],
)
def test_a_full_name_is_made_of_the_parts_in_its_script(
    claims: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert _values(claims, "name", "name#ar") == expected


def test_only_what_is_asked_and_known_is_given() -> None:
    claims = {"gender": "female", "nationality": "MA", "address": {"country": "MA"}}
    assert _values(claims, "address", "gender", "birthdate", "unknown") == {
        "address": {"country": "MA"},
        "gender": "female",
    }
    assert _values(claims, "national_number") == {"national_number": "AB123456"}

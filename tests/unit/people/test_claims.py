from datetime import UTC, datetime
from typing import Any

import pytest

from thiqa.people import Person, claim_values

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

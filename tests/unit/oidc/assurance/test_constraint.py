"""Demands on one value."""

from datetime import UTC, datetime
from typing import Any

import pytest

from thiqa.oidc.assurance.constraint import ANYTHING, MAX_VALUES, read_constraint
from thiqa.oidc.errors import InvalidRequestError

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
DAY = 86_400


@pytest.mark.parametrize(
    "request_", [None, {}, {"essential": True}, {"essential": False}, {"x": 1}]
)
def test_a_request_without_demands_allows_anything(request_: Any) -> None:
    assert read_constraint(request_, "x") == ANYTHING
    assert ANYTHING.is_bare
    assert ANYTHING.allows("whatever", NOW)


@pytest.mark.parametrize(
    ("request_", "value", "allowed"),
    [
        ({"value": "a"}, "a", True),
        ({"value": "a"}, "A", False),
        ({"values": ["a", "b"]}, "b", True),
        ({"values": ["a", "b"]}, "c", False),
        ({"value": 1}, True, False),
        ({"value": True}, True, True),
        ({"value": "true"}, True, False),
        ({"value": None}, "None", False),
        ({"value": {"a": 1, "b": 2}}, {"b": 2, "a": 1}, True),
        ({"value": {"a": 1}}, {"a": 1, "b": 2}, False),
    ],
)
def test_a_value_is_one_of_those_demanded_or_it_is_not(
    request_: Any, value: Any, allowed: bool
) -> None:
    assert read_constraint(request_, "x").allows(value, NOW) is allowed


@pytest.mark.parametrize(
    ("value", "max_age", "young"),
    [
        ("2026-11-22T11:59:00Z", 60, True),
        ("2026-11-22T11:59:00Z", 59, False),
        ("2026-11-22T12:59:00+01:00", 60, True),
        ("2026-11-22T11:59Z", 60, True),
        ("2026-11-22", 0, True),
        ("2026-11-21", DAY // 2, False),
        ("2026-11-21", DAY // 2 + 1, True),
        ("2026-11", 0, True),
        ("2026-10", 21 * DAY, False),
        ("2026", 0, True),
        ("2025", 300 * DAY, False),
        ("2025", 330 * DAY, True),
        ("2026-02-30", 10 * DAY, False),
        ("2026-11-22Tnoon", 10 * DAY, False),
        ("not a date", 10 * DAY, False),
        (1_795_000_000, 10 * DAY, False),
        (None, 10 * DAY, False),
        ("2027-01-01", 0, True),
    ],
)
def test_age_counts_from_the_last_second_that_a_date_can_mean(
    value: Any, max_age: int, young: bool
) -> None:
    assert read_constraint({"max_age": max_age}, "x").allows(value, NOW) is young


@pytest.mark.parametrize(
    "request_",
    [
        "a",
        ["a"],
        1,
        True,
        {"value": "a", "values": ["a"]},
        {"values": "a"},
        {"values": []},
        {"values": ["a"] * (MAX_VALUES + 1)},
        {"essential": "yes"},
        {"max_age": -1},
        {"max_age": 1.5},
        {"max_age": "60"},
        {"max_age": True},
    ],
)
def test_a_demand_that_makes_no_sense_is_refused(request_: Any) -> None:
    with pytest.raises(InvalidRequestError, match="verified_claims"):
        read_constraint(request_, "x")


def test_in_a_verification_only_texts_can_be_demanded() -> None:
    with pytest.raises(InvalidRequestError, match="not a text"):
        read_constraint({"values": ["a", 1]}, "x", texts_only=True)

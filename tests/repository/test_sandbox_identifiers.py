"""What the sandbox has published stays: a service's automatic tests hang on it.

A line may be added below, and none may be changed or taken away.
"""

import re

import pytest

from repository.tree import ROOT
from thiqa.card import load_personas
from thiqa.oidc.models import Stage
from thiqa.sandbox.choice import write_choice
from thiqa.sandbox.listing import VERSION, listing
from thiqa.sandbox.models import Scenario
from thiqa.sandbox.paths import LIST_PATH, SANDBOX_PATH, SCHEMA_PATH
from thiqa.sandbox.scenarios import SLOW_SECONDS

GUIDE = ROOT / "docs" / "guides" / "sandbox.md"
CITIZENS = {
    "adult": ("SP100001", "1234", "1990-05-17"),
    "minor": ("SP100002", "2345", "2013-09-03"),
    "expired-card": ("SP100003", "3456", "1971-01-30"),
    "revoked-card": ("SP100004", "4567", "1984-11-08"),
    "blocked-pin": ("SP100005", "5678", "1996-07-22"),
    "no-first-name": ("SP100006", "6789", "1968-12-31"),
    "birth-year-only": ("S51", "7890", "1951"),
    "very-long-name": ("SP100008", "89012345", "1979-02-28"),
    "arabic-name-only": ("SP100009", "9012", "1962-04-11"),
    "latin-name-only": ("SP100010", "2468", "1988-02-29"),
    "not-registered": ("SP100011", "1357", "2001-06-15"),
    "birth-month-only": ("SP100012", "1597", "1985-07"),
}
SCENARIOS = {
    "declined",
    "essential-only",
    "server-error",
    "unavailable",
    "slow",
    "rotated-key",
    "late-receipt",
}


@pytest.mark.parametrize("key", CITIZENS)
def test_a_citizen_stays_who_they_are(key: str) -> None:
    persona = load_personas()[key]
    found = (persona.national_number, persona.pin, persona.claims["birthdate"])
    assert found == CITIZENS[key]


def test_every_scenario_stays() -> None:
    assert {each.value for each in Scenario} >= SCENARIOS


def test_whatever_is_new_is_pinned_here_too() -> None:
    assert set(load_personas()) == set(CITIZENS)
    assert {each.value for each in Scenario} == SCENARIOS


def test_the_addresses_and_the_form_of_a_hint_stay() -> None:
    assert SANDBOX_PATH == "/sandbox"
    assert LIST_PATH == "/sandbox/scenarios.json"
    assert SCHEMA_PATH == "/sandbox/scenarios.schema.json"
    assert write_choice("adult", "slow") == "specimen:adult:slow"
    assert SLOW_SECONDS == 8
    assert Stage.SANDBOX.value == "sandbox"


def test_the_members_of_the_list_stay() -> None:
    document = listing("https://sandbox.example", load_personas())
    assert VERSION.partition(".")[0] == "1"
    assert {"version", "issuer", "login_hint", "citizens", "scenarios"} <= set(document)
    told = {"id", "login_hint", "title", "description", "service_sees"}
    assert told | {"claims", "card", "pin"} <= set(document["citizens"][0])
    assert told <= set(document["scenarios"][0])


def test_the_guide_tells_of_each_of_them() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", GUIDE.read_text(), re.M)
    assert set(rows) == {*CITIZENS, *SCENARIOS}

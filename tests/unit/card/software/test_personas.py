"""The specimen citizens: all that are needed, each saying what it is."""

import json
from importlib.resources import files
from typing import Any

import pytest

from thiqa.card import load_personas
from thiqa.card.errors import PersonaError
from thiqa.card.software.personas import SPECIMEN_WORDS, YEAR, CardCondition, read_personas

NOW = 1_795_000_000
RECORDS: dict[str, Any] = json.loads(
    files("thiqa.card.software").joinpath("personas.json").read_text(encoding="utf-8")
)


def test_every_way_to_fail_has_its_citizen() -> None:
    personas = load_personas()
    assert set(personas) == {
        "adult",
        "minor",
        "expired-card",
        "revoked-card",
        "blocked-pin",
        "no-first-name",
        "birth-year-only",
        "birth-month-only",
        "very-long-name",
        "arabic-name-only",
        "latin-name-only",
        "not-registered",
    }
    assert personas["expired-card"].condition is CardCondition.EXPIRED
    assert personas["revoked-card"].condition is CardCondition.REVOKED
    assert personas["blocked-pin"].condition is CardCondition.PIN_BLOCKED
    assert personas["birth-year-only"].claims["birthdate"] == "1951"
    assert personas["birth-month-only"].claims["birthdate"] == "1985-07"
    assert "given_name" not in personas["no-first-name"].claims
    assert "given_name#ar" not in personas["no-first-name"].claims
    assert personas["no-first-name"].certificate.given_name is None
    assert "family_name" not in personas["arabic-name-only"].claims
    assert "family_name#ar" not in personas["latin-name-only"].claims
    assert personas["not-registered"].condition is CardCondition.NOT_REGISTERED
    for name in ("family_name", "family_name#ar"):
        assert len(personas["very-long-name"].claims[name]) > 50


@pytest.mark.parametrize("key", RECORDS)
def test_every_printed_name_says_that_it_is_a_specimen(key: str) -> None:
    persona = load_personas()[key]
    names = [persona.claims.get(name, "SPECIMEN") for name in ("family_name", "family_name#ar")]
    for name in (*names, persona.certificate.family_name):
        assert any(word in name for word in SPECIMEN_WORDS)


def test_the_claims_have_the_national_number_once() -> None:
    for persona in load_personas().values():
        assert persona.claims["national_number"] == persona.national_number


def test_secrets_and_numbers_tell_the_cards_apart() -> None:
    personas = load_personas().values()
    for member in ("national_number", "pin", "puk", "can"):
        assert len({getattr(persona, member) for persona in personas}) == len(RECORDS)


def test_a_card_is_valid_for_ten_years_that_are_over_if_it_has_expired() -> None:
    personas = load_personas()
    for key, persona in personas.items():
        validity = persona.validity(NOW)
        assert validity.not_after - validity.not_before == 10 * YEAR
        assert (validity.not_after < NOW) == (key == "expired-card")
        assert validity.not_before < NOW


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"specimen": False}, "does not say that it is a specimen"),
        ({"specimen": 1}, "does not say that it is a specimen"),
        ({"extra": 1}, "needs exactly"),
        ({"note": " "}, "note"),
        ({"national_number": "ABC1"}, "national_number"),
        ({"national_number": "ab1"}, "national_number"),
        ({"pin": "123"}, "pin"),
        ({"pin": 1234}, "pin"),
        ({"puk": "123"}, "puk"),
        ({"can": "12345"}, "can"),
        ({"condition": "lost"}, "lost"),
        ({"claims": {"family_name": "BENALI"}}, "does not say that it is a specimen"),
        ({"claims": {}}, "no family name"),
        ({"claims": []}, "unknown claims"),
        ({"claims": {"family_name": "SPECIMEN", "religion": "x"}}, "unknown claims"),
        ({"claims": {"family_name": "SPECIMEN", "birthdate": "1990-13-01"}}, "birthdate"),
        ({"claims": {"family_name": "SPECIMEN", "given_name": ""}}, "given_name"),
        ({"claims": {"family_name": "SPECIMEN", "address": "Rabat"}}, "address is not a place"),
        ({"claims": {"family_name": "SPECIMEN", "address": {"x": ""}}}, "address is not a place"),
        ({"certificate": {"family_name": "BENALI", "given_name": None}}, "specimen"),
        ({"certificate": {"family_name": "SPECIMEN"}}, "both names"),
        ({"certificate": {"family_name": "SPECIMEN", "given_name": ""}}, "given_name"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(PersonaError, match=says):
        read_personas(json.dumps({"adult": {**RECORDS["adult"], **change}}))


def test_a_record_without_a_member_or_with_a_strange_key_is_refused() -> None:
    for member in RECORDS["adult"]:
        record = {name: value for name, value in RECORDS["adult"].items() if name != member}
        with pytest.raises(PersonaError, match="needs exactly"):
            read_personas(json.dumps({"adult": record}))
    with pytest.raises(PersonaError):
        read_personas(json.dumps({"../adult": RECORDS["adult"]}))


def test_two_citizens_never_share_a_national_number() -> None:
    with pytest.raises(PersonaError, match="share"):
        read_personas(json.dumps({"one": RECORDS["adult"], "two": RECORDS["adult"]}))

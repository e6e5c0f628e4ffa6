"""Answers: exactly what was asked for, or less, and never an error."""

from datetime import UTC, datetime
from typing import Any

import pytest

from thiqa.oidc.assurance import (
    AssuranceProfile,
    Login,
    verification_facts,
    verified_claims,
)

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
ISSUER = "https://id.example"
LOGIN = Login("high", ("sc", "pin", "mfa"), NOW - 60, "entry-7")
FACTS = verification_facts(AssuranceProfile(), ISSUER, LOGIN, None)
CLAIMS = {"given_name": "Salma", "given_name#ar": "سلمى", "age_over_18": True}
CARD: dict[str, Any] = {"type": {"value": "document"}}
CHECK = {"organization": ISSUER, "check_id": "entry-7", "time": "2026-11-22T11:59:00Z"}


def asked(claims: Any = None, **verification: Any) -> dict[str, Any]:
    return {"verification": {"trust_framework": None, **verification}, "claims": claims}


def answer(request: Any, facts: dict[str, Any] = FACTS) -> Any:
    return verified_claims(request, facts, CLAIMS, NOW)


def verification(**request: Any) -> Any:
    found = answer(asked({"given_name": None}, **request))
    return None if found is None else found["verification"]


def test_the_least_is_the_framework_and_the_claim() -> None:
    assert answer(asked({"given_name": None})) == {
        "verification": {"trust_framework": "ma_cnie"},
        "claims": {"given_name": "Salma"},
    }


def test_each_script_is_a_claim_of_its_own() -> None:
    assert answer(asked({"given_name#ar": None}))["claims"] == {"given_name#ar": "سلمى"}


@pytest.mark.parametrize("how", [None, {}, {"essential": True}, {"essential": False}])
@pytest.mark.parametrize("name", ["family_name", "birthdate", "claim%1/a&,.b", "__proto__", ""])
def test_a_claim_that_is_unknown_or_was_not_released_is_left_out(name: str, how: Any) -> None:
    assert answer(asked({"given_name": None, name: how}))["claims"] == {"given_name": "Salma"}


@pytest.mark.parametrize(
    "demand", [{"value": "Nobody"}, {"values": ["A", "B"]}, {"max_age": 10}, {"value": None}]
)
def test_a_claim_that_is_not_as_demanded_is_left_out_alone(demand: Any) -> None:
    found = answer(asked({"given_name": demand, "age_over_18": {"value": True}}))
    assert found["claims"] == {"age_over_18": True}


def test_when_no_claim_is_as_demanded_the_verification_still_stands() -> None:
    found = answer(asked({"given_name": {"value": "6f2ab2a8"}}))
    assert found == {"verification": {"trust_framework": "ma_cnie"}, "claims": {}}


def test_everything_that_is_known_can_be_asked_for() -> None:
    found = verification(
        assurance_level=None,
        time=None,
        verification_process=None,
        evidence=[
            {
                **CARD,
                "check_details": [
                    {"check_method": None, "organization": None, "check_id": None, "time": None}
                ],
                "document_details": {"type": None, "issuer": {"country": None, "name": None}},
            }
        ],
    )
    assert found == {
        "trust_framework": "ma_cnie",
        "assurance_level": "high",
        "time": "2026-11-22T11:59:00Z",
        "verification_process": "entry-7",
        "evidence": [
            {
                "type": "document",
                "check_details": [
                    {"check_method": "vcrypt", **CHECK},
                    {"check_method": "token", **CHECK},
                ],
                "document_details": {"type": "idcard", "issuer": {"country": "MA"}},
            }
        ],
    }


def test_of_evidence_only_what_is_asked_for_is_said() -> None:
    assert verification(evidence=[CARD])["evidence"] == [{"type": "document"}]
    details = {**CARD, "document_details": {"issuer": {"country_code": None}}}
    assert verification(evidence=[details])["evidence"] == [
        {
            "type": "document",
            "document_details": {"type": "idcard", "issuer": {"country_code": "MAR"}},
        }
    ]


@pytest.mark.parametrize(
    ("demand", "methods"),
    [
        ([{"check_method": None}], ["vcrypt", "token"]),
        ([{"check_method": {"value": "vcrypt"}}], ["vcrypt"]),
        ([{"check_method": {"values": ["pipp", "token"]}}], ["token"]),
        ([{"check_method": {"value": "pipp"}}, {"check_method": {"value": "token"}}], ["token"]),
    ],
)
def test_checks_are_filtered(demand: Any, methods: list[str]) -> None:
    (evidence,) = verification(evidence=[{**CARD, "check_details": demand}])["evidence"]
    assert [each["check_method"] for each in evidence["check_details"]] == methods


def test_several_filters_are_alternatives() -> None:
    record = {"type": {"value": "electronic_record"}}
    assert verification(evidence=[record, CARD])["evidence"] == [{"type": "document"}]


UNMET: list[dict[str, Any]] = [
    {"trust_framework": {"value": "de_aml"}},
    {"trust_framework": {"values": ["gold", "silver"]}},
    {"assurance_level": {"value": "low"}},
    {"time": {"max_age": 59}},
    {"verification_process": {"value": "another"}},
    {"evidence": [{"type": {"value": "vouch"}}]},
    {"evidence": [{**CARD, "check_details": [{"check_method": {"value": "pipp"}}]}]},
    {"evidence": [{**CARD, "check_details": [{"check_method": None, "time": {"max_age": 1}}]}]},
    {"evidence": [{**CARD, "document_details": {"type": {"value": "passport"}}}]},
    {"evidence": [{**CARD, "document_details": {"document_number": {"value": "AB123456"}}}]},
    {"evidence": [{**CARD, "document_details": {"date_of_expiry": {"max_age": 1}}}]},
    {"evidence": [{**CARD, "document_details": {"issuer": {"name": {"value": "DGSN"}}}}]},
    {"assurance_process": {"policy": {"value": "gpg45"}}},
    {"invented": [{"deep": {"values": ["x"]}}]},
]


@pytest.mark.parametrize("demand", UNMET)
def test_a_demand_on_the_verification_that_is_not_met_leaves_all_out(
    demand: dict[str, Any],
) -> None:
    assert answer(asked({"given_name": None}, **demand)) is None


@pytest.mark.parametrize(
    "demand",
    [
        {"trust_framework": {"values": ["gold", "ma_cnie"]}},
        {"assurance_level": {"value": "high", "essential": True}},
        {"time": {"max_age": 60}},
        {"assurance_process": {"policy": None}},
        {"evidence": [{**CARD, "attachments": None, "derived_claims": {"name": None}}]},
    ],
)
def test_a_demand_that_is_met_changes_nothing(demand: dict[str, Any]) -> None:
    assert answer(asked({"given_name": None}, **demand))["claims"] == {"given_name": "Salma"}


def test_each_element_is_answered_by_itself() -> None:
    gold = asked({"given_name": None}, trust_framework={"value": "gold"})
    ours = asked({"age_over_18": None}, trust_framework={"value": "ma_cnie"})
    assert answer([gold, ours, ours]) == [answer(ours), answer(ours)]
    assert answer([gold]) is None
    assert answer([]) is None


def test_the_number_of_the_document_is_said_if_it_was_released_and_asked_for() -> None:
    facts = verification_facts(AssuranceProfile(), ISSUER, LOGIN, "AB123456")
    number = {**CARD, "document_details": {"document_number": None}}
    found = answer(asked(evidence=[number]), facts)["verification"]["evidence"]
    assert found[0]["document_details"] == {"type": "idcard", "document_number": "AB123456"}
    assert "AB123456" not in str(answer(asked(evidence=[CARD]), facts))
    assert "document_number" not in str(answer(asked(evidence=[number])))


@pytest.mark.parametrize("amr", [(), ("pwd",), ("sc",), ("pin", "mfa")])
def test_a_login_without_card_and_pin_is_no_evidence(amr: tuple[str, ...]) -> None:
    facts = verification_facts(AssuranceProfile(), ISSUER, Login("low", amr, NOW, "e"), None)
    assert "evidence" not in facts
    assert answer(asked({"given_name": None}, evidence=[CARD]), facts) is None


def test_another_country_has_its_own_framework() -> None:
    profile = AssuranceProfile("sn_cni", "idcard", "SN", "SEN")
    facts = verification_facts(profile, ISSUER, LOGIN, None)
    assert answer(asked(), facts) == {"verification": {"trust_framework": "sn_cni"}, "claims": {}}

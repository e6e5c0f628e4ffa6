"""The claims parameter, and which claims there are."""

import json
from typing import Any

import pytest

from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.models import RequestedClaims
from thiqa.oidc.requests.claims import (
    CLAIMS_SUPPORTED,
    MAX_CLAIMS_PARAMETER,
    MAX_VALUES,
    SCOPE_CLAIMS,
    ClaimsParameter,
    parse_claims_parameter,
)


def parse(**members: Any) -> ClaimsParameter:
    return parse_claims_parameter(json.dumps(members))


@pytest.mark.parametrize("text", [None, "{}", '{"userinfo":{},"id_token":{}}'])
def test_without_names_nothing_is_asked_by_name(text: str | None) -> None:
    assert parse_claims_parameter(text) == ClaimsParameter()


def test_names_are_kept_in_their_order_and_by_their_place() -> None:
    asked = parse(
        userinfo={"gender": None, "name#ar": {"essential": True}}, id_token={"birthdate": {}}
    )
    assert asked.requested == RequestedClaims(("gender", "name#ar"), ("birthdate",))


def test_a_name_asked_for_at_both_places_is_one_claim() -> None:
    asked = parse(userinfo={"name": None, "gender": None}, id_token={"name": None}).requested
    assert asked.all() == ("name", "gender")


def test_members_that_nobody_knows_are_ignored() -> None:
    assert parse(verified_claims={"x": 1}, userinfo={"name": {"purpose": "x"}}) == ClaimsParameter(
        RequestedClaims(("name",))
    )


ELEMENT = {"verification": {"trust_framework": None}, "claims": {"name": None, "email": None}}


def test_verified_claims_are_asked_for_by_names_of_their_own_at_their_place() -> None:
    asked = parse(
        userinfo={"verified_claims": ELEMENT, "name": None}, id_token={"verified_claims": [ELEMENT]}
    )
    names = ("verified_claims", "verified_claims.name")
    assert asked.requested == RequestedClaims(("name", *names), names)
    assert json.loads(asked.verified_userinfo or "") == ELEMENT
    assert json.loads(asked.verified_id_token or "") == [ELEMENT]


def test_the_number_of_the_card_is_asked_for_as_the_national_number() -> None:
    details = {"type": {"value": "document"}, "document_details": {"document_number": None}}
    numbered = {"verification": {"trust_framework": None, "evidence": [details]}, "claims": None}
    assert parse(userinfo={"verified_claims": [ELEMENT, numbered]}).requested.userinfo == (
        "verified_claims",
        "verified_claims.name",
        "verified_claims.national_number",
    )


def test_an_empty_list_of_verified_claims_asks_for_nothing() -> None:
    assert parse(userinfo={"verified_claims": []}).requested == RequestedClaims()


@pytest.mark.parametrize("request_", [None, {}, "name", [None], {"verification": {}}])
def test_verified_claims_that_make_no_sense_are_refused(request_: Any) -> None:
    with pytest.raises(InvalidRequestError, match="verified_claims") as caught:
        parse(userinfo={"verified_claims": request_})
    assert all((caught.value.rule, caught.value.parameter, caught.value.mend))


@pytest.mark.parametrize("name", ["verified_claims.name", "verified_claims."])
def test_a_verified_claim_is_not_asked_for_as_a_plain_one(name: str) -> None:
    with pytest.raises(InvalidRequestError, match="in verified_claims"):
        parse(id_token={name: None})


def test_what_an_id_token_always_says_is_no_claim_to_consent_to() -> None:
    asked = parse(
        userinfo={"sub": None},
        id_token={"sub": None, "auth_time": {"essential": True}, "amr": None, "acr": None},
    )
    assert asked == ClaimsParameter()


def test_a_subject_is_a_constraint() -> None:
    assert parse(id_token={"sub": {"value": "whom"}}).subject == "whom"


@pytest.mark.parametrize("value", [7, None, ["whom"], {}, True])
def test_a_subject_is_a_text(value: object) -> None:
    with pytest.raises(InvalidRequestError, match="sub"):
        parse(id_token={"sub": {"value": value}})


@pytest.mark.parametrize(
    ("acr", "values", "essential"),
    [
        ({"value": "high"}, ("high",), False),
        ({"values": ["high", "low"]}, ("high", "low"), False),
        ({"essential": True, "value": "high"}, ("high",), True),
        ({"essential": True}, (), True),
        ({"values": ["high"] * MAX_VALUES}, ("high",) * MAX_VALUES, False),
        ({"essential": "yes", "value": "high"}, ("high",), False),
    ],
)
def test_levels_are_wishes_unless_they_are_essential(
    acr: dict[str, Any], values: tuple[str, ...], essential: bool
) -> None:
    asked = parse(id_token={"acr": acr})
    assert (asked.acr_values, asked.acr_essential) == (values, essential)


@pytest.mark.parametrize(
    "acr",
    [
        {"value": 3},
        {"value": None},
        {"values": "high"},
        {"values": ["high", 3]},
        {"values": ["high"] * (MAX_VALUES + 1)},
        {"values": None},
    ],
)
def test_levels_are_a_short_list_of_texts(acr: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError, match="acr"):
        parse(id_token={"acr": acr})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "name",
        '{"userinfo":{"name":null},"userinfo":{}}',
        '{"userinfo":{"name":null,"name":null}}',
        '{"userinfo":{"name":NaN}}',
        '{"userinfo":null}',
        '{"userinfo":["name"]}',
        '{"id_token":"name"}',
        '{"userinfo":{"name":true}}',
        '{"userinfo":{"name":"essential"}}',
        '{"userinfo":{"name":[]}}',
        '{"userinfo":{"\\ud800":null}}',
        '{"x":' + 20 * "[" + 20 * "]" + "}",
        json.dumps({"userinfo": {"name": {"value": "x" * MAX_CLAIMS_PARAMETER}}}),
    ],
)
def test_what_is_not_written_as_the_specification_says_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="claims"):
        parse_claims_parameter(text)


def test_scopes_bring_claims_that_exist() -> None:
    for bundle in SCOPE_CLAIMS.values():
        assert set(bundle) <= set(CLAIMS_SUPPORTED)


def test_no_claim_exists_twice() -> None:
    assert len(set(CLAIMS_SUPPORTED)) == len(CLAIMS_SUPPORTED)

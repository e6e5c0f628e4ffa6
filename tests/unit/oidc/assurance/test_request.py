"""Requests for verified claims: what is read, what is ignored, what is malformed."""

from typing import Any

import pytest

from thiqa.oidc.assurance import read_verified_claims_request
from thiqa.oidc.assurance.request import MAX_CLAIMS, MAX_REQUESTS
from thiqa.oidc.assurance.template import MAX_FILTERS
from thiqa.oidc.errors import InvalidRequestError

PLAIN = {"trust_framework": None}
DOCUMENT = {"type": {"value": "document"}}


def element(claims: Any = None, **verification: Any) -> dict[str, Any]:
    return {"verification": {**PLAIN, **verification}, "claims": claims}


def test_one_element_is_a_list_of_one() -> None:
    (read,) = read_verified_claims_request(element({"name": None}))
    assert set(read.claims) == {"name"}
    assert not read.wants_document_number


@pytest.mark.parametrize("claims", [None, {}])
def test_the_verification_can_be_asked_for_alone(claims: Any) -> None:
    (read,) = read_verified_claims_request(element(claims))
    assert read.claims == {}


def test_an_empty_list_asks_for_nothing() -> None:
    assert read_verified_claims_request([]) == ()


def test_the_number_of_the_document_is_found_in_any_alternative() -> None:
    numbered = {**DOCUMENT, "document_details": {"type": None, "document_number": None}}
    (read,) = read_verified_claims_request(element(evidence=[DOCUMENT, numbered]))
    assert read.wants_document_number


@pytest.mark.parametrize("extra", ["purpose", "assurance_process", "attachments", "anything"])
def test_what_we_do_not_know_is_ignored(extra: str) -> None:
    asked = element({"name": None}, **{extra: None})
    asked[extra] = "Buy <b>now</b>"
    assert read_verified_claims_request(asked) == read_verified_claims_request(
        element({"name": None})
    )


@pytest.mark.parametrize(
    "request_",
    [
        None,
        "document",
        7,
        [None],
        {},
        {"verification": PLAIN},
        {"claims": {"name": None}},
        {"verification": None, "claims": None},
        {"verification": [], "claims": None},
        {"verification": {}, "claims": None},
        {"verification": {"time": None}, "claims": None},
        {"verification": {"trust_framework": "ma_cnie"}, "claims": None},
        element([]),
        element("name"),
        element({"name": "Salma"}),
        element({f"claim{number}": None for number in range(MAX_CLAIMS + 1)}),
        element(evidence=None),
        element(evidence={}),
        element(evidence=[]),
        element(evidence=["document"]),
        element(evidence=[{}]),
        element(evidence=[{"type": None}]),
        element(evidence=[{"type": "document"}]),
        element(evidence=[{"type": {"values": ["document"]}}]),
        element(evidence=[{"type": {"value": "passport"}}]),
        element(evidence=[DOCUMENT] * (MAX_FILTERS + 1)),
        element(evidence=[{**DOCUMENT, "check_details": None}]),
        element(evidence=[{**DOCUMENT, "check_details": []}]),
        element(evidence=[{**DOCUMENT, "check_details": ["vcrypt"]}]),
        element(evidence=[{**DOCUMENT, "document_details": None}]),
        element(evidence=[{**DOCUMENT, "document_details": {"issuer": "MA"}}]),
        element(time={"max_age": "now"}),
        element(assurance_level={"value": 3}),
        [element({"name": None})] * (MAX_REQUESTS + 1),
    ],
)
def test_what_is_malformed_is_refused(request_: Any) -> None:
    with pytest.raises(InvalidRequestError, match="verified_claims"):
        read_verified_claims_request(request_)

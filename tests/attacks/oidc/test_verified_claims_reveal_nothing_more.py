"""A request for verified claims is no way around the purpose, the consent or the limits."""

import json
import re
from typing import Any

import pytest

from citizens import Citizen, answer_of
from services import AGE_PURPOSE, CLAIMS, PURPOSE, Service, purpose, refusal
from thiqa.crypto import read_claims_unverified
from thiqa.ledger.events import Release
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED, MAX_CLAIMS_PARAMETER
from world import World

CARD: dict[str, Any] = {"type": {"value": "document"}}
NUMBERED = {**CARD, "document_details": {"type": None, "document_number": None}}
PLACES = ("userinfo", "id_token")


def element(claims: Any, **verification: Any) -> dict[str, Any]:
    return {"verification": {"trust_framework": None, **verification}, "claims": claims}


def asking(request: Any, place: str = "userinfo", **plain: Any) -> str:
    return json.dumps({place: {"verified_claims": request, **plain}})


@pytest.fixture
def knowing(shared_world: World) -> Service:
    """A service that may also know the national number, if the citizen wishes."""
    claims = {**CLAIMS, "national_number": False}
    return shared_world.new_service(changes={"purposes": [purpose(PURPOSE, claims)]})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("claim", [name for name in CLAIMS_SUPPORTED if name not in CLAIMS])
def test_a_claim_beyond_the_purpose_is_refused_and_named(
    service: Service, place: str, claim: str
) -> None:
    for request in (
        element({"given_name": None, claim: None}),
        element({claim: {"essential": False}}),
        [element({"given_name": None}), element({claim: None}, trust_framework={"value": "none"})],
    ):
        response = service.push(claims=asking(request, place))
        assert refusal(response) == (400, "invalid_authorization_details")
        assert repr(claim) in response.json()["error_description"]


def test_a_claim_of_another_purpose_is_refused(service: Service) -> None:
    details = json.dumps([{"type": "thiqa_purpose", "purpose": AGE_PURPOSE}])
    response = service.push(
        claims=asking(element({"given_name": None})), authorization_details=details
    )
    assert refusal(response) == (400, "invalid_authorization_details")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "evidence",
    [
        [NUMBERED],
        [CARD, NUMBERED],
        [{"type": {"value": "vouch"}, "document_details": {"document_number": {}}}],
        [{**CARD, "document_details": {"document_number": {"value": "AB123456"}}}],
    ],
)
def test_the_number_of_the_card_is_the_national_number_and_refused_like_it(
    service: Service, place: str, evidence: Any
) -> None:
    response = service.push(claims=asking(element(None, evidence=evidence), place))
    assert refusal(response) == (400, "invalid_authorization_details")
    assert "national_number" in response.json()["error_description"]


@pytest.mark.parametrize("place", PLACES)
def test_the_name_that_we_keep_a_verified_claim_under_cannot_be_asked_for(
    service: Service, place: str
) -> None:
    for name in ("verified_claims.given_name", "verified_claims.national_number"):
        response = service.push(claims=json.dumps({place: {name: None}}))
        assert refusal(response) == (400, "invalid_request")


def nested(depth: int) -> Any:
    return {"a": nested(depth - 1)} if depth else None


@pytest.mark.parametrize(
    "request_",
    [
        element({"given_name": {"value": nested(20)}}),
        element(None, anything=nested(20)),
        element(None, evidence=[CARD] * 11),
        element(None, evidence=[{**CARD, "check_details": [{"check_method": None}] * 11}]),
        [element(None)] * 11,
        element({f"claim-{number}": None for number in range(51)}),
        element({"given_name": {"values": ["x"] * 11}}),
        element({"given_name": {"value": "x" * MAX_CLAIMS_PARAMETER}}),
    ],
)
def test_what_is_too_deep_or_too_large_is_refused(service: Service, request_: Any) -> None:
    assert refusal(service.push(claims=asking(request_))) == (400, "invalid_request")


STRANGE = ["email", "__proto__", "", "claim%1/a&,.b", "given_name#fr", "sub", "verified_claims"]


@pytest.mark.parametrize("name", STRANGE)
def test_claims_that_do_not_exist_are_left_out_and_bring_nothing_else(
    service: Service, citizen: Citizen, name: str
) -> None:
    tokens = service.identify(
        citizen, claims=asking(element({name: None, "given_name": {"essential": True}}))
    )
    claims = service.userinfo(tokens["access_token"]).json()
    assert set(claims) == {"sub", "verified_claims"}
    assert set(claims["verified_claims"]["claims"]) == {"given_name"}


def test_only_claims_that_do_not_exist_do_not_bring_all_of_the_purpose(
    service: Service, citizen: Citizen
) -> None:
    tokens = service.identify(citizen, claims=asking(element({"email": None})))
    claims = service.userinfo(tokens["access_token"]).json()
    assert claims["verified_claims"]["claims"] == {}
    assert set(claims) == {"sub", "verified_claims"}


def test_only_what_was_asked_for_is_said(service: Service, citizen: Citizen) -> None:
    tokens = service.identify(citizen, claims=asking(element({"given_name": None}, time=None)))
    found = service.userinfo(tokens["access_token"]).json()["verified_claims"]
    assert set(found["verification"]) == {"trust_framework", "time"}
    assert set(found["claims"]) == {"given_name"}
    assert "verified_claims" not in read_claims_unverified(tokens["id_token"])


def test_what_the_citizen_left_out_is_in_neither_form(service: Service, citizen: Citizen) -> None:
    request = asking(element({"address": None, "birthdate": None}), address=None)
    tokens = service.identify(citizen, leave_out=["address"], claims=request)
    claims = service.userinfo(tokens["access_token"]).json()
    assert set(claims["verified_claims"]["claims"]) == {"birthdate"}
    assert "address" not in claims


def test_the_number_of_the_card_is_not_said_if_the_citizen_left_it_out(
    knowing: Service, citizen: Citizen
) -> None:
    request = asking(element(None, evidence=[NUMBERED]))
    tokens = knowing.identify(citizen, claims=request)
    said = json.dumps(knowing.userinfo(tokens["access_token"]).json())
    assert f'"document_number": "{citizen.national_number}"' in said
    tokens = knowing.identify(citizen, leave_out=["national_number"], claims=request)
    assert citizen.national_number not in knowing.userinfo(tokens["access_token"]).text


def probe(by: str, value: str) -> str:
    """Return a request that demands a national number, as a claim or of the card."""
    demand = {"value": value}
    if by == "claim":
        return asking(element({"national_number": demand}))
    details = {"type": None, "document_number": demand}
    return asking(element(None, evidence=[{**CARD, "document_details": details}]))


def page_of(service: Service, citizen: Citizen, claims: str) -> str:
    """Return what the consent page says, without what is new on each page."""
    location = citizen.open(service.pushed(claims=claims))
    return re.sub(r'value="[^"]*"|\?a=[\w-]+', "", citizen.browser.get(location).text)


@pytest.mark.parametrize("by", ["claim", "document"])
def test_a_demanded_value_tells_nothing_before_the_citizen_agrees(
    knowing: Service, citizen: Citizen, by: str
) -> None:
    citizen.login()
    right, wrong = (probe(by, value) for value in (citizen.national_number, "ZZ999999"))
    assert page_of(knowing, citizen, right) == page_of(knowing, citizen, wrong)
    for claims in (right, wrong):
        silent = answer_of(citizen.open(knowing.pushed(claims=claims, prompt="none")))
        assert silent["error"] == "consent_required"
        location = citizen.open(knowing.pushed(claims=claims))
        refused = citizen.post("/consent", {**citizen.fields(location), "decision": "refuse"})
        assert answer_of(refused.headers["location"])["error"] == "access_denied"


@pytest.mark.parametrize("by", ["claim", "document"])
def test_a_demanded_value_tells_nothing_if_the_citizen_left_the_claim_out(
    knowing: Service, citizen: Citizen, by: str
) -> None:
    answers = []
    for value in (citizen.national_number, "ZZ999999"):
        claims = probe(by, value)
        tokens = knowing.identify(citizen, leave_out=["national_number"], claims=claims)
        answers.append(knowing.userinfo(tokens["access_token"]).json())
    assert answers[0] == answers[1]
    assert citizen.national_number not in str(answers)


def test_a_remembered_consent_to_plain_claims_covers_no_verified_ones(
    service: Service, citizen: Citizen
) -> None:
    plain = json.dumps({"userinfo": {"given_name": None, "birthdate": None}})
    citizen.walk(service.pushed(claims=plain), remember="on")
    assert citizen.open(service.pushed(claims=plain)).startswith(service.redirect_uri)
    for request in (element({"given_name": None}), element(None)):
        assert citizen.open(service.pushed(claims=asking(request))).startswith("/consent")


def test_a_remembered_consent_without_the_number_covers_no_number(
    knowing: Service, citizen: Citizen
) -> None:
    citizen.walk(knowing.pushed(claims=asking(element(None, evidence=[CARD]))), remember="on")
    wider = knowing.pushed(claims=asking(element(None, evidence=[NUMBERED])))
    assert citizen.open(wider).startswith("/consent")


def test_the_record_lists_what_was_given_as_verified(service: Service, citizen: Citizen) -> None:
    request = asking(element({"given_name#ar": None, "email": None}), birthdate=None)
    tokens = service.identify(citizen, claims=request)
    event = service.recorded(tokens["access_token"])
    assert isinstance(event, Release)
    assert event.claims == ("birthdate", "verified_claims", "verified_claims.given_name#ar")


def test_the_page_says_what_is_given_as_verified_and_nothing_that_the_service_wrote(
    service: Service, citizen: Citizen
) -> None:
    request = element({"given_name": {"purpose": "Win a prize"}}, purpose="Win a prize")
    request["purpose"] = "Win a prize"
    location = citizen.sign_in(service.pushed(claims=asking(request, birthdate=None)))
    page = citizen.browser.get(location).text
    assert "prize" not in page
    assert page.count("Asked for as verified with your card") == 1
    assert "Proof that your card was checked" in page

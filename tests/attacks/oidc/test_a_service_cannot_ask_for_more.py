"""A service gets what its registered purpose allows and the citizen granted; not a claim more."""

import json
from typing import Any

import pytest

from citizens import Citizen, answer_of
from services import AGE_PURPOSE, CLAIMS, NAMES, PURPOSE, Service, refusal
from thiqa.crypto import read_claims_unverified
from thiqa.oidc.clients.directory import REGISTRATION_CACHE_SECONDS
from world import World


def asking(**places: Any) -> str:
    return json.dumps(places)


def details(*objects: Any) -> str:
    return json.dumps(objects)


def one(**members: Any) -> str:
    return details({"type": "thiqa_purpose", "purpose": PURPOSE, **members})


@pytest.mark.parametrize("place", ["userinfo", "id_token"])
@pytest.mark.parametrize(
    "claim", ["national_number", "gender", "age_over_18", "email", "given_name#fr", "__proto__", ""]
)
def test_a_claim_beyond_the_purpose_is_refused_and_named(
    service: Service, place: str, claim: str
) -> None:
    response = service.push(claims=asking(**{place: {"given_name": None, claim: None}}))
    assert refusal(response) == (400, "invalid_authorization_details")
    assert repr(claim) in response.json()["error_description"]


def test_a_claim_of_another_purpose_of_the_same_service_is_refused(service: Service) -> None:
    response = service.push(
        authorization_details=one(purpose=AGE_PURPOSE), claims=asking(userinfo={"given_name": None})
    )
    assert refusal(response) == (400, "invalid_authorization_details")


@pytest.mark.parametrize(
    "text",
    [
        one(purpose="other-purpose"),
        one(purpose=""),
        one(purpose=None),
        one(purpose=[PURPOSE]),
        one(type="payment"),
        one(type=None),
        one(claims=["national_number"]),
        one(locations=["https://elsewhere.example"]),
        details(),
        details({"type": "thiqa_purpose"}),
        details(*2 * [{"type": "thiqa_purpose", "purpose": PURPOSE}]),
        details("thiqa_purpose"),
        json.dumps({"type": "thiqa_purpose", "purpose": PURPOSE}),
        '[{"type":"thiqa_purpose","purpose":"age","purpose":"criminal-record"}]',
        "null",
        "[",
    ],
)
def test_authorization_details_name_one_registered_purpose_and_nothing_else(
    service: Service, text: str
) -> None:
    response = service.push(authorization_details=text)
    assert refusal(response) == (400, "invalid_authorization_details")


def test_the_purpose_of_another_service_is_refused(shared_world: World, service: Service) -> None:
    other = shared_world.new_service()
    document = other.registration()
    document["purposes"][1]["id"] = "theirs-alone"
    shared_world.register(other, purposes=document["purposes"])
    response = service.push(authorization_details=one(purpose="theirs-alone"))
    assert refusal(response) == (400, "invalid_authorization_details")


def test_a_scope_brings_nothing_beyond_the_purpose(service: Service, citizen: Citizen) -> None:
    tokens = service.identify(citizen, scope="openid profile address")
    claims = service.userinfo(tokens["access_token"]).json()
    assert set(claims) == {"sub", *CLAIMS}
    assert "gender" not in claims
    assert "name" not in claims


def test_a_scope_outside_the_purpose_brings_nothing_at_all(
    service: Service, citizen: Citizen
) -> None:
    tokens = service.identify(
        citizen, scope="openid address", authorization_details=one(purpose=AGE_PURPOSE)
    )
    assert set(service.userinfo(tokens["access_token"]).json()) == {"sub"}


def test_fewer_claims_asked_are_fewer_claims_given(service: Service, citizen: Citizen) -> None:
    tokens = service.identify(citizen, claims=asking(userinfo={"birthdate": None}))
    assert set(service.userinfo(tokens["access_token"]).json()) == {"sub", "birthdate"}


def test_what_the_citizen_left_out_comes_nowhere(service: Service, citizen: Citizen) -> None:
    wanted = {"address": {"essential": True}, "birthdate": None}
    tokens = service.identify(
        citizen, leave_out=["address"], claims=asking(userinfo=wanted, id_token=wanted)
    )
    assert set(service.userinfo(tokens["access_token"]).json()) == {"sub", "birthdate"}
    id_token = read_claims_unverified(tokens["id_token"])
    assert "birthdate" in id_token
    assert "address" not in id_token


def test_claims_for_userinfo_are_not_in_the_id_token(service: Service, citizen: Citizen) -> None:
    tokens = service.identify(citizen, claims=asking(userinfo={"birthdate": None}))
    assert "birthdate" not in read_claims_unverified(tokens["id_token"])
    tokens = service.identify(citizen, claims=asking(id_token={"birthdate": None}))
    assert set(service.userinfo(tokens["access_token"]).json()) == {"sub"}


@pytest.mark.parametrize("scope", ["openid profile", "openid offline_access address", "admin"])
def test_a_refresh_with_a_wider_scope_is_refused_and_costs_nothing(
    service: Service, citizen: Citizen, scope: str
) -> None:
    tokens = service.identify(citizen, scope="openid offline_access")
    wider = service.refresh(tokens["refresh_token"], scope=scope)
    assert refusal(wider) == (400, "invalid_scope")
    assert service.refresh(tokens["refresh_token"], scope="openid").status_code == 200


def test_a_refresh_gives_the_claims_that_were_granted_then(
    service: Service, citizen: Citizen
) -> None:
    wanted = {"address": None, "birthdate": None}
    tokens = service.identify(
        citizen,
        leave_out=["address"],
        scope="openid offline_access",
        claims=asking(userinfo=wanted, id_token=wanted),
    )
    fresh = service.refresh(tokens["refresh_token"]).json()
    assert set(service.userinfo(fresh["access_token"]).json()) == {"sub", "birthdate"}
    assert "address" not in read_claims_unverified(fresh["id_token"])


def test_a_remembered_consent_does_not_cover_a_claim_more(
    service: Service, citizen: Citizen
) -> None:
    first = service.pushed(claims=asking(userinfo={"birthdate": None}))
    citizen.walk(first, remember="on")
    again = citizen.open(service.pushed(claims=asking(userinfo={"birthdate": None})))
    assert again.startswith(service.redirect_uri)
    wider = service.pushed(claims=asking(userinfo={"birthdate": None, "address": None}))
    assert citizen.open(wider).startswith("/consent")


def test_a_remembered_consent_does_not_cover_another_purpose(
    service: Service, citizen: Citizen
) -> None:
    citizen.walk(service.pushed(), remember="on")
    other = service.pushed(authorization_details=one(purpose=AGE_PURPOSE))
    assert citizen.open(other).startswith("/consent")


def test_a_remembered_consent_does_not_cover_another_service(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    citizen.walk(service.pushed(), remember="on")
    assert citizen.open(shared_world.new_service().pushed()).startswith("/consent")


def test_a_remembered_consent_does_not_cover_access_for_a_month(
    service: Service, citizen: Citizen
) -> None:
    citizen.walk(service.pushed(), remember="on")
    lasting = service.pushed(scope="openid offline_access")
    assert citizen.open(lasting).startswith("/consent")


def changed(document: dict[str, Any], change: str) -> dict[str, Any]:
    """Return a registration of which something changed that the citizen read."""
    texts = {language: f"{text} 2" for language, text in NAMES.items()}
    first = document["purposes"][0]
    match change:
        case "service":
            document["name"] = texts
        case "sector":
            document["sector"] = "finance"
        case "purpose":
            first["name"] = texts
        case "article of law":
            first["law"] = {"reference": texts}
        case "retention":
            first["retention_days"] += 1
    return document


@pytest.mark.parametrize("change", ["service", "sector", "purpose", "article of law", "retention"])
def test_a_remembered_consent_does_not_cover_another_registration(
    world: World, change: str
) -> None:
    service, citizen = world.service, world.citizen()
    citizen.walk(service.pushed(), remember="on")
    document = changed(service.registration(), change)
    world.register(service, **document)
    world.clock.advance(REGISTRATION_CACHE_SECONDS)
    assert citizen.open(service.pushed()).startswith("/consent")
    silent = answer_of(citizen.open(service.pushed(prompt="none")))
    assert silent["error"] == "consent_required"


def test_what_was_left_out_of_a_remembered_consent_stays_out(
    service: Service, citizen: Citizen
) -> None:
    citizen.walk(service.pushed(), leave_out=["address"], remember="on")
    tokens = service.identify(citizen)
    assert "address" not in service.userinfo(tokens["access_token"]).json()

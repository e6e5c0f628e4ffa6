"""Whatever is changed in the consent form, nothing is released but what its page asked for."""

import pytest

from citizens import Citizen, answer_of
from services import CLAIMS, Service
from world import World

ALLOWED = {"sub", *CLAIMS}


def granted(service: Service, location: str) -> set[str]:
    tokens = service.redeem(answer_of(location)["code"]).json()
    return set(service.userinfo(tokens["access_token"]).json())


@pytest.mark.parametrize(
    "extra",
    [
        {"claim.national_number": "on"},
        {"claim.gender": "on", "claim.name": "on"},
        {"claims": '{"userinfo":{"national_number":null}}'},
        {"scope": "openid profile offline_access"},
        {"purpose": "age"},
        {"client_id": "other"},
        {"redirect_uri": "https://attacker.example/"},
        {"text_hash": "A" * 43},
    ],
    ids=str,
)
def test_fields_that_the_page_did_not_have_change_nothing(
    service: Service, citizen: Citizen, extra: dict[str, str]
) -> None:
    location = citizen.consent(citizen.sign_in(service.pushed()), **extra)
    assert location.startswith(service.redirect_uri)
    assert granted(service, location) == ALLOWED


def test_an_essential_claim_cannot_be_left_out_by_a_field(
    service: Service, citizen: Citizen
) -> None:
    location = citizen.consent(citizen.sign_in(service.pushed()), **{"claim.given_name": "off"})
    assert granted(service, location) == ALLOWED


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "xx", ""])
def test_another_language_than_the_one_that_was_read_is_no_answer(
    service: Service, citizen: Citizen, language: str
) -> None:
    location = citizen.sign_in(service.pushed())
    fields = {**citizen.fields(location), "decision": "agree"}
    again = citizen.post("/consent", {**fields, "shown_in": language})
    assert again.headers["location"] == location
    assert citizen.post("/consent", fields).status_code == 303


def test_the_form_of_one_request_does_not_answer_another(
    service: Service, citizen: Citizen
) -> None:
    first = citizen.fields(citizen.sign_in(service.pushed()))
    second = citizen.fields(citizen.open(service.pushed()))
    mixed = {**first, "a": second["a"], "decision": "agree"}
    assert citizen.post("/consent", mixed).status_code == 403
    mixed = {**second, "a": first["a"], "decision": "refuse"}
    assert citizen.post("/consent", mixed).status_code == 403
    for fields in (first, second):
        assert citizen.post("/consent", {**fields, "decision": "agree"}).status_code == 303


def test_a_form_is_answered_once(service: Service, citizen: Citizen) -> None:
    fields = {**citizen.fields(citizen.sign_in(service.pushed())), "decision": "agree"}
    assert citizen.post("/consent", fields).status_code == 303
    assert citizen.post("/consent", fields).status_code == 400
    assert citizen.post("/consent", {**fields, "decision": "refuse"}).status_code == 400


def test_without_a_decision_the_answer_is_no(service: Service, citizen: Citizen) -> None:
    citizen.login()
    for decision in ({}, {"decision": ""}, {"decision": "AGREE"}, {"decision": "refuse"}):
        fields = {**citizen.fields(citizen.open(service.pushed())), **decision}
        answer = answer_of(citizen.post("/consent", fields).headers["location"])
        assert answer["error"] == "access_denied"
        assert "code" not in answer


def test_a_refusal_is_final(service: Service, citizen: Citizen) -> None:
    location = citizen.sign_in(service.pushed())
    fields = citizen.fields(location)
    assert citizen.post("/consent", {**fields, "decision": "refuse"}).status_code == 303
    assert citizen.post("/consent", {**fields, "decision": "agree"}).status_code == 400
    assert citizen.browser.get(location).status_code == 400


def test_consent_without_a_session_leads_to_the_login(service: Service, citizen: Citizen) -> None:
    location = citizen.sign_in(service.pushed())
    fields = {**citizen.fields(location), "decision": "agree"}
    citizen.browser.cookies.delete("session")
    assert citizen.post("/consent", fields).headers["location"].startswith("/login")


def test_another_citizen_in_the_same_browser_does_not_answer_for_the_first(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    location = citizen.sign_in(service.pushed())
    fields = {**citizen.fields(location), "decision": "agree"}
    citizen.persona = "no-first-name"
    citizen.login()
    assert citizen.post("/consent", fields).headers["location"] == location
    assert citizen.fields(location)["seen"] != fields["seen"]


def test_the_same_citizen_who_signed_in_again_elsewhere_is_not_asked_twice(
    service: Service, citizen: Citizen
) -> None:
    fields = {**citizen.fields(citizen.sign_in(service.pushed())), "decision": "agree"}
    citizen.login()
    assert "code" in answer_of(citizen.post("/consent", fields).headers["location"])


@pytest.mark.parametrize("seen", ["", "00" * 32, None])
def test_what_was_seen_cannot_be_made_up(
    shared_world: World, service: Service, citizen: Citizen, seen: str | None
) -> None:
    location = citizen.sign_in(service.pushed())
    fields = {**citizen.fields(location), "decision": "agree"}
    if seen is None:
        stranger = shared_world.citizen("no-first-name")
        seen = stranger.fields(stranger.sign_in(service.pushed()))["seen"]
    assert citizen.post("/consent", {**fields, "seen": seen}).status_code == 403

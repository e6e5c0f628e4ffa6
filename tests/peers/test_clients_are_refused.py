"""What libraries that nobody here wrote make of the provider's refusals: code, text, status."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from peers.conftest import MakeParty
from peers.relying_party import LibraryRefusedError, ProviderRefusedError, RelyingParty
from services import AGE_PURPOSE, Service
from thiqa.base import system_clock
from thiqa.crypto import Signer, generate_key
from world import Citizen, World

UNKNOWN_STATUS = {None}
"""Authlib does not tell the status of a refusal by the token endpoint."""


def refusal_of_push(party: RelyingParty, **parameters: str | None) -> ProviderRefusedError:
    """Push a request that must be refused."""
    with pytest.raises(ProviderRefusedError) as refused:
        party.push(**parameters)
    return refused.value


def detail(purpose: str) -> str:
    """Return the authorization_details of a purpose."""
    return json.dumps([{"type": "thiqa_purpose", "purpose": purpose}])


@pytest.mark.parametrize(
    ("parameters", "error", "named"),
    [
        ({"redirect_uri": "http://127.0.0.1:9/other"}, "invalid_request", "redirect_uri"),
        ({"redirect_uri": None}, "invalid_request", "redirect_uri"),
        ({"response_type": "code id_token"}, "unsupported_response_type", "code"),
        ({"response_type": "token"}, "unsupported_response_type", "code"),
        ({"response_mode": "fragment"}, "invalid_request", "response_mode"),
        ({"code_challenge": None}, "invalid_request", "code_challenge"),
        ({"code_challenge_method": None}, "invalid_request", "code_challenge_method"),
        ({"code_challenge_method": "plain"}, "invalid_request", "S256"),
        ({"scope": "profile"}, "invalid_scope", "openid"),
        ({"prompt": "none login"}, "invalid_request", "prompt"),
        ({"max_age": "soon"}, "invalid_request", "max_age"),
        ({"claims": "{"}, "invalid_request", "claims"),
        ({"id_token_hint": "e30.e30.e30"}, "invalid_request", "id_token_hint"),
        ({"request": "e30.e30."}, "invalid_request_object", "request"),
        ({"authorization_details": detail("spying")}, "invalid_authorization_details", "purpose"),
        (
            {"claims": '{"id_token": {"acr": {"essential": true, "value": "very-high"}}}'},
            "unmet_authentication_requirements",
            "level",
        ),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused_by_its_name(
    new_party: MakeParty, parameters: dict[str, str | None], error: str, named: str
) -> None:
    refused = refusal_of_push(new_party(), **parameters)
    assert (refused.error, refused.status) == (error, 400)
    assert named in (refused.description or "")


@pytest.mark.parametrize("place", ["userinfo", "id_token"])
def test_a_claim_outside_the_purpose_is_named(new_party: MakeParty, place: str) -> None:
    wanted = json.dumps({place: {"national_number": None}})
    refused = refusal_of_push(new_party(), claims=wanted)
    assert refused.error == "invalid_authorization_details"
    assert "national_number" in (refused.description or "")


def test_a_claim_of_another_purpose_is_named(new_party: MakeParty) -> None:
    wanted = json.dumps({"userinfo": {"birthdate": None}})
    refused = refusal_of_push(new_party(), claims=wanted, authorization_details=detail(AGE_PURPOSE))
    assert "birthdate" in (refused.description or "")


Assertion = Callable[[int], dict[str, object]]
"""The claims of an assertion at a time: cases are collected long before they run."""


@pytest.mark.parametrize(
    ("assertion", "named"),
    [
        (lambda now: {"exp": now - 60, "iat": now - 120}, "expired"),
        (lambda now: {"exp": now + 7_200}, "longer"),
        (lambda now: {"iat": now + 600, "exp": now + 660}, "future"),
        (lambda now: {"nbf": now + 600}, "future"),
        (lambda _: {"aud": "http://localhost/token"}, "aud"),
        (lambda _: {"aud": ["http://localhost"]}, "aud"),
        (lambda _: {"iss": "somebody"}, "iss"),
        (lambda _: {"sub": "somebody", "iss": "somebody"}, "client"),
        (lambda _: {"jti": ""}, "jti"),
    ],
    ids=["expired", "long", "future-iat", "future-nbf", "endpoint", "list", "iss", "sub", "jti"],
)
def test_an_assertion_that_breaks_a_rule_is_refused(
    new_party: MakeParty, assertion: Assertion, named: str
) -> None:
    party = new_party()
    party.discover(**assertion(system_clock()))
    refused = refusal_of_push(party)
    assert (refused.error, refused.status) == ("invalid_client", 401)
    assert named in (refused.description or "")


def test_the_token_endpoint_is_no_audience(new_party: MakeParty) -> None:
    party = new_party()
    party.discover(aud=party.discover()["token_endpoint"])
    assert refusal_of_push(party).error == "invalid_client"


def test_an_assertion_works_once(new_party: MakeParty) -> None:
    party = new_party()
    party.discover(jti="the same")
    party.push()
    refused = refusal_of_push(party)
    assert (refused.error, refused.status) == ("invalid_client", 401)


def test_an_assertion_by_another_key_is_refused(new_party: MakeParty) -> None:
    party = new_party()
    party.service.signer = Signer(generate_key(party.service.algorithm))
    party.discover()
    assert refusal_of_push(party).error == "invalid_client"


def test_a_service_that_is_not_registered_is_refused(
    shared_world: World, party_of: "type[RelyingParty]"
) -> None:
    party = party_of(Service(shared_world.issuer, client_id="nobody"))
    party.discover()
    assert refusal_of_push(party).error == "invalid_client"


def test_a_wrong_verifier_is_refused(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push()
    answer = citizen.travel(request.url)
    with pytest.raises(ProviderRefusedError) as refused:
        party.redeem(replace(request, verifier="v" * 43), answer)
    assert refused.value.error == "invalid_grant"
    assert refused.value.status in {400, *UNKNOWN_STATUS}
    assert "code_verifier" in (refused.value.description or "")


def test_a_code_works_once_and_its_second_use_ends_the_first(
    new_party: MakeParty, citizen: Citizen
) -> None:
    party = new_party()
    request = party.push()
    answer = citizen.travel(request.url)
    identified = party.redeem(request, answer)
    with pytest.raises(ProviderRefusedError) as refused:
        party.redeem(request, answer)
    assert refused.value.error == "invalid_grant"
    with pytest.raises(ProviderRefusedError) as revoked:
        party.userinfo(identified.access_token, identified.claims["sub"])
    assert (revoked.value.error, revoked.value.status) == ("invalid_token", 401)


def test_another_clients_code_is_refused(new_party: MakeParty, citizen: Citizen) -> None:
    victim, thief = new_party(), new_party()
    request = victim.push()
    answer = citizen.travel(request.url)
    thief.discover()
    with pytest.raises(ProviderRefusedError) as refused:
        thief.redeem(request, answer)
    assert refused.value.error == "invalid_grant"


def test_a_made_up_code_is_refused(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push()
    answer = f"{citizen.travel(request.url)}".replace("code=", "code=A")
    with pytest.raises(ProviderRefusedError) as refused:
        party.redeem(request, answer)
    assert refused.value.error == "invalid_grant"


def test_a_used_refresh_token_ends_its_family(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push(scope="openid offline_access", prompt="consent")
    identified = party.redeem(request, citizen.travel(request.url))
    refreshed = party.refresh(identified.refresh_token)
    if party.service.proof_key is not None:  # then it is kept (FAPI 2.0, section 5.3.2.1)
        assert party.refresh(identified.refresh_token)
        return
    for token in (identified.refresh_token, refreshed.refresh_token):
        with pytest.raises(ProviderRefusedError) as refused:
            party.refresh(token)
        assert refused.value.error == "invalid_grant"
    with pytest.raises(ProviderRefusedError) as revoked:
        party.userinfo(refreshed.access_token, refreshed.claims["sub"])
    assert revoked.value.error == "invalid_token"


def test_a_refresh_cannot_widen_the_scope(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push(scope="openid offline_access", prompt="consent")
    identified = party.redeem(request, citizen.travel(request.url))
    with pytest.raises(ProviderRefusedError) as refused:
        party.refresh(identified.refresh_token, scope="openid offline_access profile")
    assert refused.value.error == "invalid_scope"


def test_a_made_up_access_token_is_refused(new_party: MakeParty) -> None:
    with pytest.raises(ProviderRefusedError) as refused:
        new_party().userinfo("made-up", "somebody")
    assert (refused.value.error, refused.value.status) == ("invalid_token", 401)


def test_an_id_token_is_no_access_token(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push()
    identified = party.redeem(request, citizen.travel(request.url))
    with pytest.raises(ProviderRefusedError) as refused:
        party.userinfo(identified.tokens["id_token"], identified.claims["sub"])
    assert refused.value.error == "invalid_token"


def test_a_citizen_who_declines_is_an_error_with_a_name(
    new_party: MakeParty, citizen: Citizen
) -> None:
    party = new_party()
    request = party.push()
    with pytest.raises(ProviderRefusedError) as refused:
        party.redeem(request, citizen.travel(request.url, decision="decline"))
    assert refused.value.error == "access_denied"


def test_nobody_is_asked_when_prompt_is_none(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push(prompt="none")
    with pytest.raises(ProviderRefusedError) as refused:
        party.redeem(request, citizen.open(request.url))
    assert refused.value.error == "login_required"
    citizen.login()
    again = party.push(prompt="none")
    with pytest.raises(ProviderRefusedError) as refused:
        party.redeem(again, citizen.open(again.url))
    assert refused.value.error == "consent_required"


def test_a_hint_at_somebody_else_is_no_answer_about_this_citizen(
    new_party: MakeParty, citizen: Citizen
) -> None:
    party = new_party()
    citizen.login()
    wanted = json.dumps({"id_token": {"sub": {"value": "somebody else"}}})
    request = party.push(claims=wanted, prompt="none")
    with pytest.raises(ProviderRefusedError) as refused:
        party.redeem(request, citizen.open(request.url))
    assert refused.value.error == "interaction_required"


def test_a_retired_service_is_refused(shared_world: World, new_party: MakeParty) -> None:
    party = new_party()
    shared_world.retire(party.service)
    assert refusal_of_push(party).error == "invalid_client"


def test_a_request_opens_once(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push()
    citizen.travel(request.url)
    assert citizen.browser.get(request.url).is_client_error


@pytest.mark.parametrize("kept", ["state", "nonce"])
def test_the_library_refuses_an_answer_to_another_question(
    new_party: MakeParty, citizen: Citizen, kept: str
) -> None:
    party = new_party()
    request = party.push()
    answer = citizen.travel(request.url)
    with pytest.raises(LibraryRefusedError, match=f"(?i){kept}"):
        party.redeem(replace(request, **{kept: "something else"}), answer)

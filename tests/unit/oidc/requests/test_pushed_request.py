"""Each rule that a pushed request must pass, alone."""

import inspect
import json
from typing import Any

import pytest

from provider_parts import (
    CLIENT,
    NOW,
    POLICY,
    SERVICE,
    client,
    grant,
    own_keys,
    own_signer,
    request,
)
from services import AGE_PURPOSE, LOGGED_OUT_URI, PURPOSE, REDIRECT_URI
from thiqa.oidc.authorization.answers import RESPONSE_MODES
from thiqa.oidc.errors import (
    InvalidAuthorizationDetailsError,
    InvalidRequestError,
    InvalidScopeError,
    ProtocolError,
    UnmetAuthenticationRequirementsError,
    UnsupportedResponseTypeError,
)
from thiqa.oidc.models import Authorization, AuthorizationRequest, RequestedClaims, State
from thiqa.oidc.requests import pushed_request
from thiqa.oidc.requests.login_wishes import MAX_AGE, MAX_HINT, MAX_LIST, PROMPTS
from thiqa.oidc.requests.pushed_request import (
    CHECKS,
    MAX_NONCE,
    MAX_STATE,
    check_pushed_request,
)
from thiqa.oidc.tokens.tokens import make_access_token, make_id_token


def checked(**changes: str | None) -> AuthorizationRequest:
    return check_pushed_request(POLICY, CLIENT, SERVICE.request(**changes), own_keys())


def refused(error: type[ProtocolError], **changes: str | None) -> str:
    with pytest.raises(error) as caught:
        checked(**changes)
    assert type(caught.value) is error
    return caught.value.description


def claims(**members: Any) -> str:
    return json.dumps(members)


def test_every_rule_is_in_the_table_once() -> None:
    rules = [
        rule
        for name, rule in inspect.getmembers(pushed_request, inspect.isfunction)
        if name.startswith(("check_", "refuse_"))
        and list(inspect.signature(rule).parameters) == ["draft"]
    ]
    assert sorted(rules, key=id) == sorted(CHECKS, key=id)


def test_the_least_request_asks_for_the_default_purpose() -> None:
    parameters = SERVICE.request(state=None, nonce=None)
    assert check_pushed_request(POLICY, CLIENT, parameters) == AuthorizationRequest(
        client_id=CLIENT.id,
        redirect_uri=REDIRECT_URI,
        scope=("openid",),
        code_challenge=parameters["code_challenge"],
        purpose=PURPOSE,
        claims=RequestedClaims(
            (
                "given_name",
                "family_name",
                "given_name#ar",
                "family_name#ar",
                "birthdate",
                "address",
            )
        ),
        essential=("given_name", "family_name", "given_name#ar", "family_name#ar", "birthdate"),
    )


def test_what_nobody_knows_is_ignored() -> None:
    assert checked(display="touch", resource="https://elsewhere.example").client_id == CLIENT.id


def test_a_request_uri_does_not_point_to_another() -> None:
    refused(InvalidRequestError, request_uri="urn:ietf:params:oauth:request_uri:x")


def test_the_client_id_is_the_callers_own() -> None:
    refused(InvalidRequestError, client_id="another")


@pytest.mark.parametrize("value", ["token", "id_token", "code id_token", "code token", "CODE"])
def test_no_other_response_type_is_served(value: str) -> None:
    refused(UnsupportedResponseTypeError, response_type=value)


def test_the_response_type_is_named() -> None:
    refused(InvalidRequestError, response_type=None)


@pytest.mark.parametrize("value", ["fragment", "fragment.jwt", "web_message", "Query"])
def test_no_other_response_mode_is_served(value: str) -> None:
    refused(InvalidRequestError, response_mode=value)


@pytest.mark.parametrize("value", RESPONSE_MODES)
def test_each_response_mode_may_be_asked_for(value: str) -> None:
    assert checked(response_mode=value).response_mode == value


@pytest.mark.parametrize(
    "value", [None, LOGGED_OUT_URI, REDIRECT_URI + "/", REDIRECT_URI.upper(), REDIRECT_URI + "?"]
)
def test_the_redirect_uri_is_a_registered_one(value: str | None) -> None:
    refused(InvalidRequestError, redirect_uri=value)


def test_any_of_the_registered_redirect_uris_will_do() -> None:
    second = "https://service.example/second"
    parameters = SERVICE.request(redirect_uri=second)
    two = client(redirect_uris=[REDIRECT_URI, second])
    assert check_pushed_request(POLICY, two, parameters).redirect_uri == second


@pytest.mark.parametrize("value", [None, "profile", "OpenID", "openid,profile", "openid\tprofile"])
def test_the_scope_contains_openid(value: str | None) -> None:
    refused(InvalidScopeError, scope=value)


def test_a_scope_that_does_not_exist_is_left_out_and_a_repeated_one_counts_once() -> None:
    assert checked(scope="profile email openid profile").scope == ("profile", "openid")


@pytest.mark.parametrize("value", [None, "plain", "s256"])
def test_the_challenge_is_made_with_sha_256(value: str | None) -> None:
    refused(InvalidRequestError, code_challenge_method=value)


@pytest.mark.parametrize("value", [None, "c" * 42, "c" * 44, "c" * 42 + "=", "c" * 42 + "é"])
def test_the_challenge_has_the_form_of_a_sha_256(value: str | None) -> None:
    refused(InvalidRequestError, code_challenge=value)


@pytest.mark.parametrize(("name", "limit"), [("state", MAX_STATE), ("nonce", MAX_NONCE)])
def test_state_and_nonce_are_carried_unchanged_up_to_their_limit(name: str, limit: int) -> None:
    longest = "&é=ش+%" + "x" * (limit - 6)
    assert getattr(checked(**{name: longest}), name) == longest
    assert name in refused(InvalidRequestError, **{name: longest + "x"})


@pytest.mark.parametrize("value", ["create", "Login", "login,consent", "none-such login"])
def test_a_prompt_is_a_known_one(value: str) -> None:
    refused(InvalidRequestError, prompt=value)


@pytest.mark.parametrize("other", sorted(PROMPTS - {"none"}))
def test_prompt_none_stands_alone(other: str) -> None:
    refused(InvalidRequestError, prompt=f"none {other}")


@pytest.mark.parametrize("value", sorted(PROMPTS))
def test_each_prompt_is_taken_alone(value: str) -> None:
    assert checked(prompt=value).prompt == (value,)


def test_prompts_are_combined() -> None:
    assert checked(prompt="login consent login").prompt == ("login", "consent")


@pytest.mark.parametrize(
    "value", ["-1", "+1", "1.5", "1e3", "soon", " 1", "1\n", "٣", "9" * 10, str(MAX_AGE + 1)]
)
def test_max_age_is_a_number_of_seconds(value: str) -> None:
    refused(InvalidRequestError, max_age=value)


@pytest.mark.parametrize("value", [0, 1, MAX_AGE])
def test_max_age_may_be_anything_from_0_to_its_limit(value: int) -> None:
    assert checked(max_age=str(value)).max_age == value


def test_the_claims_parameter_is_read() -> None:
    asked = checked(claims=claims(userinfo={"address": None}, id_token={"birthdate": {}}))
    assert asked.claims == RequestedClaims(("address",), ("birthdate",))


def test_a_claims_parameter_with_a_mistake_is_refused() -> None:
    assert "claims" in refused(InvalidRequestError, claims="[]")


@pytest.mark.parametrize("acr", [{"value": "low"}, {"values": ["low", "substantial"]}])
def test_an_essential_level_that_nobody_reaches_is_refused(acr: dict[str, Any]) -> None:
    essential = claims(id_token={"acr": {"essential": True, **acr}})
    refused(UnmetAuthenticationRequirementsError, claims=essential)


def test_an_essential_level_that_we_reach_is_accepted() -> None:
    wish = claims(id_token={"acr": {"essential": True, "values": ["other", "high"]}})
    assert checked(claims=wish).acr_values == ("other", "high")


def test_a_level_that_is_only_wished_for_is_never_refused() -> None:
    wish = claims(id_token={"acr": {"value": "low"}})
    assert checked(claims=wish, acr_values="bronze low").acr_values == ("low", "bronze")
    assert len(checked(acr_values=" ".join("abcdefghijklm")).acr_values) == MAX_LIST


def test_a_login_hint_has_a_limit() -> None:
    assert checked(login_hint="x" * MAX_HINT).login_hint == "x" * MAX_HINT
    assert "login_hint" in refused(InvalidRequestError, login_hint="x" * (MAX_HINT + 1))


def test_ui_locales_are_wishes_and_what_is_none_is_left_out() -> None:
    wishes = "fr-MA zgh-Tfng-MA ../x x" + 9 * "x" + " <b> é ar"
    assert checked(ui_locales=wishes).ui_locales == ("fr-MA", "zgh-Tfng-MA", "ar")
    assert len(checked(ui_locales="ar " * 50).ui_locales) <= MAX_LIST


def hint(*, of: str = CLIENT.id, subject: str = "pairwise", at: int = NOW) -> str:
    given = Authorization(bytes(32), State.REDEEMED, request(client_id=of), NOW)
    return make_id_token(POLICY, own_signer(), given, grant(subject=subject), {}, at)


def test_an_id_token_hint_names_the_citizen_who_is_meant() -> None:
    assert checked(id_token_hint=hint(subject="whom")).hinted_subject == "whom"


def test_an_id_token_hint_may_be_a_year_old() -> None:
    assert checked(id_token_hint=hint(at=NOW - 365 * 86_400)).hinted_subject == "pairwise"


def test_an_id_token_hint_is_one_that_we_gave_this_service() -> None:
    authorization = Authorization(bytes(32), State.REDEEMED, request(), NOW)
    for bad in (
        hint(of="another"),
        make_access_token(POLICY, own_signer(), authorization, grant(), NOW),
        SERVICE.assertion(),
        hint()[:-2],
        "x",
    ):
        refused(InvalidRequestError, id_token_hint=bad)


def test_claims_may_name_the_citizen_who_is_meant() -> None:
    assert checked(claims=claims(id_token={"sub": {"value": "whom"}})).hinted_subject == "whom"


def test_a_hint_and_a_claim_name_the_same_citizen() -> None:
    wish = claims(id_token={"sub": {"value": "whom"}})
    assert checked(claims=wish, id_token_hint=hint(subject="whom")).hinted_subject == "whom"
    refused(InvalidRequestError, claims=wish, id_token_hint=hint(subject="another"))


def test_the_purpose_is_the_one_that_is_named() -> None:
    named = json.dumps([{"type": "thiqa_purpose", "purpose": AGE_PURPOSE}])
    asked = checked(authorization_details=named)
    assert (asked.purpose, asked.claims.all()) == (AGE_PURPOSE, ("age_over_18",))


def test_a_claim_beyond_the_purpose_is_refused_and_named() -> None:
    beyond = claims(userinfo={"national_number": None})
    assert "national_number" in refused(InvalidAuthorizationDetailsError, claims=beyond)

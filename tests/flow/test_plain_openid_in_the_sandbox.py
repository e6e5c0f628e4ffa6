"""A developer's library registers by itself, and speaks plain OpenID Connect with specimens."""

from typing import Any

import httpx
import pytest

from citizens import Citizen, answer_of, form_fields
from plain_client import PlainClient
from services import http
from thiqa.crypto import Algorithm
from world import World

METADATA = "invalid_client_metadata"


@pytest.fixture
def plain(shared_world: World) -> PlainClient:
    return PlainClient.registered(shared_world)


def test_the_whole_way_with_a_secret_and_nothing_pushed(
    plain: PlainClient, citizen: Citizen
) -> None:
    answer = citizen.walk(plain.authorize_url(scope="openid profile", state="s", nonce="n"))
    assert answer["state"] == "s"
    tokens = plain.redeem(answer["code"]).json()
    claims = plain.id_token(tokens["id_token"])
    assert claims["nonce"] == "n"
    assert claims["aud"] == plain.client_id
    about = plain.userinfo(tokens["access_token"])
    assert about["sub"] == claims["sub"]
    assert about["given_name"]


def test_who_asks_for_nothing_learns_the_subject_alone(
    plain: PlainClient, citizen: Citizen
) -> None:
    tokens = plain.redeem(citizen.walk(plain.authorize_url())["code"]).json()
    assert set(plain.userinfo(tokens["access_token"])) == {"sub"}


def test_the_id_token_is_signed_as_every_library_expects(
    plain: PlainClient, citizen: Citizen
) -> None:
    tokens = plain.redeem(citizen.walk(plain.authorize_url())["code"]).json()
    assert plain.header(tokens["id_token"])["alg"] == Algorithm.RS256


def test_the_secret_may_stand_in_the_form(shared_world: World, citizen: Citizen) -> None:
    method = "client_secret_post"
    plain = PlainClient.registered(shared_world, token_endpoint_auth_method=method)
    assert plain.redeem(citizen.walk(plain.authorize_url())["code"]).is_success


def test_the_answer_may_come_in_a_form(plain: PlainClient, citizen: Citizen) -> None:
    location = citizen.open(plain.authorize_url(response_mode="form_post", state="s"))
    location = citizen.login(location)
    fields = {**citizen.fields(location), "decision": "agree"}
    page = citizen.post("/consent", fields)
    assert page.status_code == httpx.codes.OK
    assert f'action="{plain.redirect_uri}"' in page.text
    assert "form-action 'self' http://127.0.0.1:9;" in page.headers["content-security-policy"]
    answer = form_fields(page.text)
    assert answer["state"] == "s"
    assert plain.redeem(answer["code"]).is_success


def test_a_request_may_be_posted(plain: PlainClient, citizen: Citizen) -> None:
    url = httpx.URL(plain.authorize_url())
    response = citizen.browser.post("/authorize", data=dict(url.params))
    location = response.headers["location"]
    assert "code" in citizen.walk(location)


def test_pkce_is_checked_when_it_is_used(plain: PlainClient, citizen: Citizen) -> None:
    challenge = plain.challenge()
    answer = citizen.walk(plain.authorize_url(**challenge))
    assert plain.redeem(answer["code"], code_verifier=None).json()["error"] == "invalid_grant"
    assert plain.redeem(answer["code"]).is_success


def test_a_verifier_without_a_challenge_is_refused(plain: PlainClient, citizen: Citizen) -> None:
    answer = citizen.walk(plain.authorize_url())
    refused = plain.redeem(answer["code"], code_verifier="v" * 43)
    assert refused.json()["error"] == "invalid_grant"


def test_keys_that_nobody_needs_refuse_nothing(shared_world: World) -> None:
    jwk = {**shared_world.service.signer.public_jwk, "alg": "RS256"}
    plain = PlainClient.registered(shared_world, jwks={"keys": [jwk]})
    assert "jwks" not in plain.manage("GET").json()


def test_a_client_is_shown_and_deleted_by_who_made_it(plain: PlainClient) -> None:
    shown = plain.manage("GET")
    assert shown.json()["client_id"] == plain.client_id
    assert "client_secret" not in shown.json()
    assert plain.manage("DELETE").status_code == httpx.codes.NO_CONTENT
    assert plain.manage("GET").status_code == httpx.codes.UNAUTHORIZED


def test_what_is_not_registered_is_not_said_to_be(shared_world: World) -> None:
    """RFC 7591, section 3.2.1: the answer is what is registered, whatever was sent beside it."""
    given = PlainClient.registered(
        shared_world, id_token_encrypted_response_alg="RSA-OAEP", client_secret="mine", x=1
    ).given
    assert given["client_secret"] != "mine"
    assert not {"id_token_encrypted_response_alg", "x"} & given.keys()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uris": ["http://service.example/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": 7}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://["]}, "invalid_redirect_uri"),
        ({"redirect_uris": [7]}, "invalid_redirect_uri"),
        ({"post_logout_redirect_uris": ["x"]}, METADATA),
        ({"token_endpoint_auth_method": []}, METADATA),
        (
            {"redirect_uris": ["https://a.example/", "https://b.example/"]},
            METADATA,
        ),
        ({"response_types": ["token"]}, METADATA),
        ({"token_endpoint_auth_method": "none"}, METADATA),
        ({"id_token_signed_response_alg": "none"}, METADATA),
        ({"jwks": {"keys": []}, "token_endpoint_auth_method": "private_key_jwt"}, METADATA),
    ],
    ids=str,
)
def test_a_wrong_registration_is_refused_by_name(
    shared_world: World, changes: dict[str, Any], error: str
) -> None:
    response = PlainClient.register(shared_world, **changes)
    assert (response.status_code, response.json()["error"]) == (400, error)


def test_what_is_wrong_goes_back_to_a_registered_address(
    plain: PlainClient, citizen: Citizen
) -> None:
    answer = answer_of(citizen.open(plain.authorize_url(response_type="token", state="s")))
    assert answer["error"] == "unsupported_response_type"
    assert answer["state"] == "s"


def test_the_metadata_says_what_a_sandbox_takes(shared_world: World) -> None:
    url = f"{shared_world.issuer}/.well-known/openid-configuration"
    metadata = http().get(url).json()
    assert metadata["registration_endpoint"] == f"{shared_world.issuer}/register"
    assert "RS256" in metadata["id_token_signing_alg_values_supported"]
    assert metadata["require_pushed_authorization_requests"] is False

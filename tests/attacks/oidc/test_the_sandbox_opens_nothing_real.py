"""What is easier for learners is for learners alone."""

import secrets
from typing import Any

import pytest

from citizens import Citizen
from plain_client import PlainClient, initial_access_token
from services import Service, http, refusal, token_refusal
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.models import Stage
from world import World

SANDBOX = {"stage": "sandbox", "profile": "openid"}


@pytest.fixture
def plain(shared_world: World) -> PlainClient:
    return PlainClient.registered(shared_world)


@pytest.mark.parametrize(
    "changes",
    [
        {"profile": "openid"},
        {"profile": "openid", "stage": "production"},
        {"id_token_signed_response_alg": "RS256"},
        {"userinfo_signed_response_alg": "RS256"},
        {"token_endpoint_auth_method": "client_secret_basic", "client_secret_digest": "A" * 43},
        {**SANDBOX, "client_secret_digest": "A" * 43},
        {
            "stage": "sandbox",
            "profile": "openid",
            "token_endpoint_auth_method": "client_secret_post",
        },
        {"request_object_signing_alg": "RS256"},
        {"authorization_signed_response_alg": "RS256"},
    ],
    ids=str,
)
def test_a_service_in_production_cannot_be_plain(service: Service, changes: dict[str, Any]) -> None:
    with pytest.raises(RegistrationError):
        read_registration(service.registration(**changes))


def test_who_must_push_cannot_bring_the_request(service: Service, citizen: Citizen) -> None:
    query = "&".join(f"{name}={value}" for name, value in service.request().items())
    page = citizen.browser.get(f"{service.issuer}/authorize?{query}")
    assert page.status_code == 400
    assert "location" not in page.headers


@pytest.mark.parametrize("stage", [Stage.DRAFT])
def test_a_draft_is_nobody(shared_world: World, stage: Stage) -> None:
    service = shared_world.new_service(changes={"stage": stage.value})
    assert refusal(service.push()) == (401, "invalid_client")


def test_a_wrong_secret_is_refused(plain: PlainClient, citizen: Citizen) -> None:
    code = citizen.walk(plain.authorize_url())["code"]
    secret = plain.given["client_secret"]
    for wrong in ("x", secret[:-1], secret + "x", secrets.token_urlsafe(32)):
        plain.given["client_secret"] = wrong
        assert refusal(plain.redeem(code)) == (401, "invalid_client")
    plain.given["client_secret"] = secret
    assert plain.redeem(code).is_success


def test_a_secret_of_one_client_is_not_the_secret_of_another(
    shared_world: World, plain: PlainClient, citizen: Citizen
) -> None:
    code = citizen.walk(plain.authorize_url())["code"]
    other = PlainClient.registered(shared_world)
    plain.given["client_secret"] = other.given["client_secret"]
    assert refusal(plain.redeem(code)) == (401, "invalid_client")


def test_the_registered_method_is_the_only_one(plain: PlainClient, citizen: Citizen) -> None:
    code = citizen.walk(plain.authorize_url())["code"]
    plain.given["token_endpoint_auth_method"] = "client_secret_post"
    assert refusal(plain.redeem(code)) == (401, "invalid_client")


def test_two_methods_at_once_are_refused(
    shared_world: World, plain: PlainClient, service: Service
) -> None:
    response = http().post(
        f"{plain.issuer}/token",
        data={"grant_type": "authorization_code", "code": "x", **service.credentials()},
        auth=(plain.client_id, plain.given["client_secret"]),
    )
    assert refusal(response) == (401, "invalid_client")


@pytest.mark.parametrize("header", ["Basic", "Basic x", "Basic eDp5", "Basic Og==", "Basic é"])
def test_credentials_that_are_none_are_refused(plain: PlainClient, header: str) -> None:
    response = http().post(
        f"{plain.issuer}/token",
        data={"grant_type": "authorization_code", "code": "x"},
        headers={"authorization": header.encode()},
    )
    assert response.status_code in {400, 401}


@pytest.mark.parametrize("redirect_uri", ["https://evil.example/", "", None])
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    plain: PlainClient, citizen: Citizen, redirect_uri: str | None
) -> None:
    page = citizen.browser.get(plain.authorize_url(redirect_uri=redirect_uri, scope="x"))
    assert page.status_code == 400
    assert "location" not in page.headers


def test_nobody_registers_without_a_token_that_is_meant_for_it(
    shared_world: World, plain: PlainClient, citizen: Citizen
) -> None:
    access = plain.redeem(citizen.walk(plain.authorize_url())["code"]).json()["access_token"]
    expired = initial_access_token(shared_world, moved=-7200)
    for token in ("x", access, expired, plain.given["registration_access_token"]):
        response = PlainClient.register(shared_world, token=token)
        assert token_refusal(response) == (401, "invalid_token")
    assert http().post(f"{plain.issuer}/register", json={}).status_code == 401


def test_a_client_is_managed_by_its_own_token_alone(
    shared_world: World, plain: PlainClient
) -> None:
    other = PlainClient.registered(shared_world)
    for token in (other.given["registration_access_token"], initial_access_token(shared_world)):
        assert token_refusal(plain.manage("DELETE", token=token)) == (401, "invalid_token")
    assert plain.manage("GET").is_success


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": "production"},
        {"profile": "fapi2"},
        {"client_secret_digest": "A" * 43},
        {"expires_at": 2**40},
        {"trusted_until": 2**40},
        {"sector": "interior"},
        {"purposes": []},
        {"client_id": "trial"},
    ],
    ids=str,
)
def test_who_registers_itself_decides_nothing_that_is_ours(
    shared_world: World, changes: dict[str, Any]
) -> None:
    plain = PlainClient.registered(shared_world, **changes)
    client = shared_world.run(lambda records: records.oidc.get_client(plain.client_id))
    assert client is not None
    assert client.stage is Stage.SANDBOX
    assert client.sector.startswith("trial-")
    assert client.id.startswith("trial-")
    assert client.id != "trial"
    assert client.expires_at is not None
    assert client.expires_at < 2**40
    assert client.trusted_until is None


def test_a_client_that_registered_itself_ends(shared_world: World, plain: PlainClient) -> None:
    client = shared_world.run(lambda records: records.oidc.get_client(plain.client_id))
    assert client is not None
    assert client.expires_at is not None
    assert client.is_active(client.expires_at - 1)
    assert not client.is_active(client.expires_at)

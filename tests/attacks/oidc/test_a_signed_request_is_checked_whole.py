"""A signed request is the client's own, for this provider, of this hour, and all there is."""

import json
from typing import Any

import pytest

from citizens import Citizen
from services import Service, refusal
from thiqa.base import b64url_encode
from thiqa.crypto import Algorithm, Signer, generate_key
from world import World, on_one_database

pytestmark = on_one_database

OBJECT = (400, "invalid_request_object")
HOUR = 3600


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another"},
        {"iss": None},
        {"client_id": "another"},
        {"aud": "https://other.example"},
        {"aud": ["https://other.example"]},
        {"aud": None},
        {"exp": None},
        {"nbf": None},
        {"exp": "soon"},
        {"nbf": True},
        {"sub": "trial"},
        {"request_uri": "urn:ietf:params:oauth:request_uri:x"},
        {"request": "e30.e30."},
        {"typ": "at+jwt"},
    ],
    ids=str,
)
def test_every_claim_counts(service: Service, changes: dict[str, Any]) -> None:
    assert refusal(service.push_object(service.request_object(**changes))) == OBJECT


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("exp", -60), ("exp", HOUR + 60), ("nbf", 60), ("nbf", -HOUR - 60)],
)
def test_it_is_of_this_hour(service: Service, name: str, seconds: int) -> None:
    signed = service.request_object(**{name: service.clock() + seconds})
    assert refusal(service.push_object(signed)) == OBJECT


@pytest.mark.parametrize("seconds", [0, 10])
def test_a_clock_that_is_a_little_ahead_is_forgiven(service: Service, seconds: int) -> None:
    signed = service.request_object(nbf=service.clock() + seconds)
    assert service.push_object(signed).status_code == 201


def test_another_key_does_not_sign_for_the_service(shared_world: World, service: Service) -> None:
    stranger = shared_world.new_service()
    theirs = stranger.request_object(iss=service.client_id, client_id=service.client_id)
    assert refusal(service.push_object(theirs)) == OBJECT
    fresh = Signer(generate_key(Algorithm.ES256))
    assert refusal(service.push_object(fresh.sign({"iss": service.client_id}))) == OBJECT


def test_an_unsigned_one_is_none(service: Service) -> None:
    _, payload, _ = service.request_object().split(".")
    header = b64url_encode(json.dumps({"alg": "none"}).encode())
    assert refusal(service.push_object(f"{header}.{payload}.")) == OBJECT


def test_a_changed_one_is_none(service: Service) -> None:
    header, payload, signature = service.request_object().split(".")
    other = service.request_object().split(".")[1]
    assert refusal(service.push_object(f"{header}.{other}.{signature}")) == OBJECT
    assert service.push_object(f"{header}.{payload}.{signature}").status_code == 201


def test_what_stands_beside_it_is_ignored(service: Service, citizen: Citizen) -> None:
    signed = service.request_object(state="inside")
    response = service.push_object(signed, state="outside", scope="openid offline_access")
    answer = citizen.walk(service.authorize_url(response.json()["request_uri"]))
    assert answer["state"] == "inside"
    assert "refresh_token" not in service.redeem(answer["code"]).json()


@pytest.mark.parametrize("typ", ["OAuth-Authz-Req+JWT", "application/oauth-authz-req+jwt", "JWT"])
def test_its_type_is_a_media_type(service: Service, typ: str) -> None:
    assert service.push_object(service.request_object(typ=typ)).status_code == 201


def test_it_does_not_stand_beside_a_pointer(service: Service) -> None:
    response = service.push_object(service.request_object(), request_uri="urn:x")
    assert refusal(response) == (400, "invalid_request")


def test_who_has_registered_to_sign_cannot_do_without(shared_world: World) -> None:
    service = shared_world.new_service(changes={"require_signed_request_object": True})
    assert refusal(service.push()) == (400, "invalid_request")
    assert service.push_object(service.request_object()).status_code == 201


def test_the_registered_algorithm_is_the_only_one(shared_world: World) -> None:
    service = shared_world.new_service(changes={"request_object_signing_alg": "PS256"})
    assert refusal(service.push_object(service.request_object())) == OBJECT


def test_values_that_are_no_texts_mean_what_they_would_as_parameters(
    service: Service, citizen: Citizen
) -> None:
    signed = service.request_object(
        max_age=300,
        claims={"id_token": {"given_name": None}},
        aud=[service.issuer, "https://other.example"],
    )
    response = service.push_object(signed)
    assert response.status_code == 201, response.text
    answer = citizen.walk(service.authorize_url(response.json()["request_uri"]))
    assert service.redeem(answer["code"]).is_success

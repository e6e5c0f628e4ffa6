"""A signed request of a counter is the client's own, for us, of now, and works once."""

import secrets
from typing import Any

import pytest

from citizens import Citizen
from decoupled import TOKEN, begin, new_counter
from services import Service, refusal
from thiqa.base import b64url_encode
from thiqa.crypto import Algorithm, Signer, generate_key
from world import World, on_one_database

pytestmark = on_one_database

INVALID = (400, "invalid_request")
HOUR = 3600


@pytest.fixture
def counter(shared_world: World) -> Service:
    return new_counter(shared_world, backchannel_authentication_request_signing_alg="ES256")


def claims(service: Service, citizen: Citizen, **changes: Any) -> dict[str, Any]:
    """Return the claims of a good signed request, changed."""
    now = service.clock()
    given = {
        "iss": service.client_id,
        "aud": service.issuer,
        "iat": now,
        "nbf": now,
        "exp": now + 300,
        "jti": secrets.token_urlsafe(16),
        "scope": "openid",
        "login_hint": citizen.national_number,
        "binding_message": "1234",
        "client_notification_token": TOKEN,
        "requested_expiry": 30,
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def sent(service: Service, token: str, **changes: str | None) -> Any:
    return begin(service, **{"scope": None, "request": token, **changes})


def test_a_good_one_is_accepted(counter: Service, citizen: Citizen) -> None:
    response = sent(counter, counter.signer.sign(claims(counter, citizen)))
    assert response.status_code == 200, response.text
    assert response.json()["expires_in"] == 30
    text = sent(counter, counter.signer.sign(claims(counter, citizen, requested_expiry="31")))
    assert text.json()["expires_in"] == 31


def test_it_works_once(counter: Service, citizen: Citizen) -> None:
    token = counter.signer.sign(claims(counter, citizen))
    assert sent(counter, token).status_code == 200
    assert refusal(sent(counter, token)) == INVALID


def test_one_that_is_not_signed_is_refused(counter: Service, citizen: Citizen) -> None:
    assert refusal(begin(counter, citizen)) == INVALID


@pytest.mark.parametrize("name", ["iss", "aud", "iat", "nbf", "exp", "jti"])
def test_nothing_is_missing(counter: Service, citizen: Citizen, name: str) -> None:
    token = counter.signer.sign(claims(counter, citizen, **{name: None}))
    assert refusal(sent(counter, token)) == INVALID


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another"},
        {"aud": "https://other.example"},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 257},
        {"iat": "now"},
        {"iat": True},
        {"id_token_hint": "x"},
        {"login_hint": None},
        {"request": "e30.e30."},
    ],
    ids=str,
)
def test_every_claim_counts(counter: Service, citizen: Citizen, changes: dict[str, Any]) -> None:
    token = counter.signer.sign(claims(counter, citizen, **changes))
    assert refusal(sent(counter, token)) == INVALID


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("exp", -60),
        ("exp", HOUR + 600),
        ("nbf", 600),
        ("nbf", -HOUR - 600),
        ("iat", 600),
    ],
)
def test_it_is_of_now(counter: Service, citizen: Citizen, name: str, seconds: int) -> None:
    moved = {name: counter.clock() + seconds}
    token = counter.signer.sign(claims(counter, citizen, **moved))
    assert refusal(sent(counter, token)) == INVALID


def test_the_signature_counts(counter: Service, citizen: Citizen) -> None:
    stranger = Signer(generate_key(Algorithm.ES256))
    assert refusal(sent(counter, stranger.sign(claims(counter, citizen)))) == INVALID
    head, body, signature = counter.signer.sign(claims(counter, citizen)).split(".")
    none = b64url_encode(b'{"alg":"none"}')
    for token in (f"{head}.{body}.", f"{none}.{body}.", f"{head}.{body}.{signature[::-1]}", "x"):
        assert refusal(sent(counter, token)) == INVALID


def test_the_registered_algorithm_counts(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world, backchannel_authentication_request_signing_alg="PS256")
    token = counter.signer.sign(claims(counter, citizen))
    assert refusal(sent(counter, token)) == INVALID


def test_what_stands_beside_is_ignored(counter: Service, citizen: Citizen) -> None:
    token = counter.signer.sign(claims(counter, citizen, scope="openid"))
    assert sent(counter, token, login_hint="ZZ999999", scope="x").status_code == 200

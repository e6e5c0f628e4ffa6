"""Only a living access token of ours opens userinfo and receipts."""

import json
from typing import Any

import httpx
import pytest

from citizens import Citizen
from services import Service, http, refusal, token_refusal
from thiqa.base import b64url_decode, b64url_encode
from thiqa.crypto import Algorithm, KeyDirectory, KeyRing, Signer, generate_key
from thiqa.crypto import read_claims_unverified as claims_of
from world import World

PATHS = ["/userinfo", "/receipt"]


@pytest.fixture
def tokens(service: Service, citizen: Citizen) -> dict[str, Any]:
    """The tokens of one sign-in."""
    return service.identify(citizen)


def own_signer(world: World) -> Signer:
    """Return the provider's own signer, as if its code could be misled into signing more."""
    now = world.clock()
    return KeyRing(KeyDirectory(world.settings.keys), now).signer(Algorithm.ES256, now)


@pytest.mark.parametrize("path", PATHS)
def test_an_id_token_is_no_access_token(
    service: Service, tokens: dict[str, Any], path: str
) -> None:
    assert token_refusal(service.get(path, tokens["id_token"])) == (401, "invalid_token")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"aud": "https://other.example"},
        {"aud": "trial"},
        {"aud": None},
        {"exp": 1},
        {"grant_id": "A" * 43},
        {"grant_id": "not base64url"},
        {"grant_id": ""},
        {"grant_id": 7},
        {"grant_id": None},
        {"client_id": None},
        {"sub": None},
        {"scope": None},
        {"exp": None},
    ],
    ids=str,
)
def test_every_claim_counts_even_under_our_own_signature(
    shared_world: World, service: Service, tokens: dict[str, Any], path: str, changes: Any
) -> None:
    claims = {**claims_of(tokens["access_token"]), **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    forged = own_signer(shared_world).sign(claims, typ="at+jwt")
    stands_for_nobody = "grant_id" not in claims  # as a token that a service has for itself
    expected = (403, "insufficient_scope") if stands_for_nobody else (401, "invalid_token")
    assert token_refusal(service.get(path, forged)) == expected


def test_the_type_counts_even_under_our_own_signature(
    shared_world: World, service: Service, tokens: dict[str, Any]
) -> None:
    claims, signer = claims_of(tokens["access_token"]), own_signer(shared_world)
    assert service.userinfo(signer.sign(claims, typ="at+jwt")).status_code == 200
    for other in ("JWT", "logout+jwt", "application/at+jwt", ""):
        assert token_refusal(service.userinfo(signer.sign(claims, typ=other)))[0] == 401


def test_a_token_of_another_issuer_is_refused(service: Service, tokens: dict[str, Any]) -> None:
    stranger = Signer(generate_key(Algorithm.ES256))
    forged = stranger.sign(claims_of(tokens["access_token"]), typ="at+jwt")
    assert token_refusal(service.userinfo(forged)) == (401, "invalid_token")


def test_a_token_signed_by_a_service_is_refused(service: Service, tokens: dict[str, Any]) -> None:
    forged = service.signer.sign(claims_of(tokens["access_token"]), typ="at+jwt")
    assert token_refusal(service.userinfo(forged)) == (401, "invalid_token")


def test_an_unsigned_token_is_refused(service: Service, tokens: dict[str, Any]) -> None:
    header = b64url_encode(json.dumps({"alg": "none", "typ": "at+jwt"}).encode())
    _, payload, _ = tokens["access_token"].split(".")
    for forged in (f"{header}.{payload}.", f"{header}.{payload}", payload):
        assert token_refusal(service.userinfo(forged)) == (401, "invalid_token")


def test_a_changed_token_is_refused(service: Service, tokens: dict[str, Any]) -> None:
    header, payload, signature = tokens["access_token"].split(".")
    claims = json.loads(b64url_decode(payload)) | {"sub": "somebody else"}
    changed = b64url_encode(json.dumps(claims).encode())
    forged = f"{header}.{changed}.{signature}"
    assert token_refusal(service.userinfo(forged)) == (401, "invalid_token")


def test_an_expired_token_is_refused(world: World) -> None:
    tokens = world.service.identify(world.citizen())
    world.clock.advance(599)
    assert world.service.userinfo(tokens["access_token"]).status_code == 200
    world.clock.advance(1)
    assert token_refusal(world.service.userinfo(tokens["access_token"])) == (401, "invalid_token")


def test_without_a_token_there_is_a_challenge_and_no_error(service: Service) -> None:
    for path in PATHS:
        assert token_refusal(http().get(f"{service.issuer}{path}")) == (401, None)


@pytest.mark.parametrize("scheme", ["Basic", "DPoP2", "bearer2", ""])
def test_another_scheme_is_no_token(service: Service, tokens: dict[str, Any], scheme: str) -> None:
    headers = {"authorization": f"{scheme} {tokens['access_token']}".strip()}
    response = http().get(f"{service.issuer}/userinfo", headers=headers)
    assert token_refusal(response) == (401, None)


def test_a_token_in_the_query_or_the_body_is_ignored(
    service: Service, tokens: dict[str, Any]
) -> None:
    members = {"access_token": tokens["access_token"]}
    url = f"{service.issuer}/userinfo"
    assert token_refusal(http().get(url, params=members)) == (401, None)
    assert token_refusal(http().post(url, data=members)) == (401, None)


def test_two_tokens_at_once_are_refused(service: Service, tokens: dict[str, Any]) -> None:
    header = ("authorization", f"Bearer {tokens['access_token']}")
    response = http().get(f"{service.issuer}/userinfo", headers=[header, header])
    assert refusal(response) == (400, "invalid_request")


def test_a_token_works_with_both_methods(service: Service, tokens: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    response = http().post(f"{service.issuer}/userinfo", headers=headers)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


def test_the_receipt_of_one_service_is_not_shown_to_another(
    shared_world: World, service: Service, tokens: dict[str, Any]
) -> None:
    other = shared_world.new_service()
    claims = {**claims_of(tokens["access_token"]), "client_id": other.client_id}
    forged = own_signer(shared_world).sign(claims, typ="at+jwt")
    response: httpx.Response = other.get("/receipt", forged)
    assert response.status_code == 401

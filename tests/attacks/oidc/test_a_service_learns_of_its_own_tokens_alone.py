"""A service asks about its own tokens alone, and its own access is not a citizen's."""

from typing import Any

import httpx
import pytest

from citizens import Citizen
from proofs import ProofKey
from services import Service, http, refusal, token_refusal
from thiqa.crypto import Algorithm, parse_jwks, verify_jws
from thiqa.oidc.tokens.introspection import SIGNED_MEDIA_TYPE, SIGNED_TYPE
from world import World

INACTIVE = {"active": False}
GRANTS = ["authorization_code", "refresh_token", "client_credentials"]


@pytest.fixture
def granted(shared_world: World) -> Service:
    """A service that may come back, and that may ask for itself."""
    return shared_world.new_service(changes={"grant_types": GRANTS})


@pytest.fixture
def tokens(granted: Service, citizen: Citizen) -> dict[str, Any]:
    return granted.identify(citizen, scope="openid offline_access")


def about(service: Service, token: str, **how: Any) -> httpx.Response:
    return service.post("/introspect", {"token": token, **service.credentials()}, **how)


def own_token(service: Service) -> str:
    fields = {"grant_type": "client_credentials", **service.credentials()}
    response = service.post("/token", fields)
    assert response.is_success, response.text
    assert "id_token" not in response.json()
    return str(response.json()["access_token"])


def test_a_service_learns_what_its_tokens_are(granted: Service, tokens: dict[str, Any]) -> None:
    access = about(granted, tokens["access_token"]).json()
    assert access["active"] is True
    assert access["client_id"] == granted.client_id
    assert access["token_type"] == "Bearer"
    assert access["exp"] > access["iat"]
    assert "grant_id" not in access
    refresh = about(granted, tokens["refresh_token"]).json()
    assert refresh["active"] is True
    assert refresh["sub"] == access["sub"]


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_another_service_learns_nothing(
    shared_world: World, tokens: dict[str, Any], kind: str
) -> None:
    assert about(shared_world.new_service(), tokens[kind]).json() == INACTIVE


@pytest.mark.parametrize("text", ["x", "a.b.c", "é", "A" * 43])
def test_what_is_no_token_is_not_active(granted: Service, text: str) -> None:
    assert about(granted, text).json() == INACTIVE
    assert granted.post("/revoke", {"token": text, **granted.credentials()}).is_success


@pytest.mark.parametrize("path", ["/introspect", "/revoke"])
def test_nobody_asks_without_saying_who_they_are(
    granted: Service, tokens: dict[str, Any], path: str
) -> None:
    response = granted.post(path, {"token": tokens["access_token"]})
    assert refusal(response) == (401, "invalid_client")
    credentials = granted.credentials()
    fields = {"token": tokens["access_token"], **credentials}
    assert granted.post(path, fields).is_success
    assert refusal(granted.post(path, fields)) == (401, "invalid_client")
    assert refusal(granted.post(path, granted.credentials())) == (400, "invalid_request")


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_what_is_revoked_is_worth_nothing(
    granted: Service, tokens: dict[str, Any], kind: str
) -> None:
    assert granted.post("/revoke", {"token": tokens[kind], **granted.credentials()}).is_success
    assert token_refusal(granted.userinfo(tokens["access_token"])) == (401, "invalid_token")
    assert refusal(granted.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    for each in ("access_token", "refresh_token"):
        assert about(granted, tokens[each]).json() == INACTIVE


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_nobody_revokes_the_tokens_of_another(
    shared_world: World, granted: Service, tokens: dict[str, Any], kind: str
) -> None:
    stranger = shared_world.new_service()
    response = stranger.post("/revoke", {"token": tokens[kind], **stranger.credentials()})
    assert refusal(response) == (400, "invalid_grant")
    assert granted.userinfo(tokens["access_token"]).is_success


def test_a_signed_answer_is_for_the_asker(shared_world: World, citizen: Citizen) -> None:
    service = shared_world.new_service(
        changes={"introspection_signed_response_alg": Algorithm.ES256.value}
    )
    token = service.identify(citizen)["access_token"]
    response = about(service, token)
    assert response.headers["content-type"] == SIGNED_MEDIA_TYPE
    signed = verify_jws(response.text, parse_jwks(http().get(f"{service.issuer}/jwks").json()))
    assert signed.header["typ"] == SIGNED_TYPE
    assert signed.claims["aud"] == service.client_id
    assert signed.claims["iss"] == service.issuer
    assert signed.claims["token_introspection"]["active"] is True
    assert set(signed.claims) == {"iss", "aud", "iat", "token_introspection"}


def test_who_accepts_a_signed_answer_gets_one(granted: Service, tokens: dict[str, Any]) -> None:
    response = about(granted, tokens["access_token"], headers={"accept": SIGNED_MEDIA_TYPE})
    assert response.headers["content-type"] == SIGNED_MEDIA_TYPE


def test_a_services_own_token_opens_what_is_its_own(granted: Service) -> None:
    token = own_token(granted)
    shown = granted.get("/service", token).json()
    assert shown["client_id"] == granted.client_id
    assert about(granted, token).json()["active"] is True


@pytest.mark.parametrize("path", ["/userinfo", "/receipt"])
def test_a_services_own_token_opens_nothing_of_a_citizen(granted: Service, path: str) -> None:
    assert token_refusal(granted.get(path, own_token(granted))) == (403, "insufficient_scope")


def test_a_citizens_token_does_not_open_what_is_the_services(
    granted: Service, tokens: dict[str, Any]
) -> None:
    response = granted.get("/service", tokens["access_token"])
    assert token_refusal(response) == (403, "insufficient_scope")


@pytest.mark.parametrize("scope", ["openid", "service openid", "profile", "service service", ""])
def test_without_a_citizen_there_is_one_scope(granted: Service, scope: str) -> None:
    fields = {"grant_type": "client_credentials", "scope": scope or "x"}
    response = granted.post("/token", {**fields, **granted.credentials()})
    assert refusal(response) == (400, "invalid_scope")


def test_a_grant_that_was_not_registered_is_not_given(service: Service) -> None:
    fields = {"grant_type": "client_credentials", **service.credentials()}
    assert refusal(service.post("/token", fields)) == (400, "unauthorized_client")


def test_a_bound_client_keeps_its_refresh_token(shared_world: World, citizen: Citizen) -> None:
    service = shared_world.new_service(proof_key=ProofKey(shared_world.clock))
    tokens = service.identify(citizen, scope="openid offline_access")
    for _ in range(3):
        fresh = service.refresh(tokens["refresh_token"])
        assert fresh.is_success, fresh.text
        assert "refresh_token" not in fresh.json()
        assert service.userinfo(fresh.json()["access_token"]).is_success


def test_a_token_that_cannot_be_revoked_is_not_said_to_be(granted: Service) -> None:
    response = granted.post("/revoke", {"token": own_token(granted), **granted.credentials()})
    assert refusal(response) == (400, "unsupported_token_type")

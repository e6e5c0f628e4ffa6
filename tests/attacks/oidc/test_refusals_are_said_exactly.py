"""Each refusal has the code, the status and the headers of its specification, and says no more."""

from typing import Any

import httpx
import pytest

from citizens import Citizen
from services import Service, http, refusal, token_refusal
from world import on_one_database

pytestmark = on_one_database

INVALID = (400, "invalid_request")
CLIENT = (401, "invalid_client")
GRANT = (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"response_type": None}, INVALID),
        ({"response_type": "token"}, (400, "unsupported_response_type")),
        ({"response_type": "code id_token"}, (400, "unsupported_response_type")),
        ({"response_mode": "fragment"}, INVALID),
        ({"response_mode": "web_message"}, INVALID),
        ({"scope": "profile"}, (400, "invalid_scope")),
        ({"scope": None}, (400, "invalid_scope")),
        ({"code_challenge": None}, INVALID),
        ({"code_challenge_method": None}, INVALID),
        ({"code_challenge_method": "plain"}, INVALID),
        ({"code_challenge": "A" * 42}, INVALID),
        ({"code_challenge": "A" * 42 + "="}, INVALID),
        ({"claims": "x"}, INVALID),
        ({"authorization_details": "x"}, (400, "invalid_authorization_details")),
        ({"request": "x"}, (400, "invalid_request_object")),
        ({"client_id": "another"}, CLIENT),
        ({"client_assertion": None}, CLIENT),
        ({"client_assertion": "x"}, CLIENT),
        ({"client_assertion_type": None}, CLIENT),
        ({"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2"}, CLIENT),
        ({"client_assertion": None, "client_assertion_type": None, "client_secret": "x"}, CLIENT),
    ],
    ids=str,
)
def test_of_a_pushed_request(
    service: Service, changes: dict[str, str | None], expected: tuple[int, str]
) -> None:
    assert refusal(service.push(**changes)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (400, "unsupported_grant_type")),
        ({"grant_type": "password", "username": "x"}, (400, "unsupported_grant_type")),
        ({"grant_type": "client_credentials"}, (400, "unauthorized_client")),
        ({"grant_type": "implicit"}, (400, "unsupported_grant_type")),
        ({"grant_type": "authorization_code"}, GRANT),
        ({"grant_type": "authorization_code", "code": "x"}, GRANT),
        ({"grant_type": "refresh_token"}, GRANT),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, GRANT),
    ],
    ids=str,
)
def test_of_a_grant(service: Service, fields: dict[str, str], expected: tuple[int, str]) -> None:
    assert refusal(service.post("/token", {**fields, **service.credentials()})) == expected


@pytest.mark.parametrize("path", ["/par", "/token"])
def test_a_client_that_tried_a_header_is_answered_with_a_header(
    service: Service, path: str
) -> None:
    response = http().post(
        f"{service.issuer}{path}", data=service.request(), auth=(service.client_id, "secret")
    )
    assert refusal(response) == CLIENT
    assert response.headers["www-authenticate"] == 'Basic realm="thiqa"'
    without = service.push(client_assertion=None, client_assertion_type=None)
    assert "www-authenticate" not in without.headers


def test_of_an_access_token(service: Service) -> None:
    assert token_refusal(service.userinfo("x")) == (401, "invalid_token")
    assert token_refusal(service.receipt("x")) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/par", "POST"),
        ("/token", "POST"),
        ("/userinfo", "GET, HEAD, POST"),
        ("/receipt", "GET, HEAD"),
        ("/jwks", "GET, HEAD"),
        ("/.well-known/openid-configuration", "GET, HEAD"),
        ("/.well-known/oauth-authorization-server", "GET, HEAD"),
    ],
)
def test_of_a_method(service: Service, path: str, allowed: str) -> None:
    for method in ("DELETE", "PUT", "PATCH", "TRACE", "GET", "POST"):
        if method not in allowed:
            response = http().request(method, f"{service.issuer}{path}")
            assert response.status_code == 405
            assert response.headers["allow"] == allowed


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("path", ["/authorize", "/login", "/login/card", "/consent", "/sign-out"])
def test_of_a_method_at_a_page(citizen: Citizen, path: str, method: str) -> None:
    response = citizen.browser.request(method, path)
    assert response.status_code == 405
    assert "Traceback" not in response.text


def test_of_a_page_that_is_not_there(citizen: Citizen) -> None:
    for path in ("/nothing", "/par/", "/token/x", "/static/x.css", "/static/%2e%2e/app.py"):
        response = citizen.browser.get(path)
        assert response.status_code == 404
        assert "default-src 'none'" in response.headers["content-security-policy"]


def test_nothing_about_the_inside_is_said(service: Service, citizen: Citizen) -> None:
    responses: list[Any] = [
        service.push(claims="{"),
        service.redeem("x"),
        service.userinfo("x"),
        citizen.browser.get("/authorize"),
        citizen.browser.get("/consent?a=x"),
        citizen.browser.get("/nothing"),
        httpx.post(f"{service.issuer}/consent", data={"x": "y"}),
    ]
    for response in responses:
        text = f"{response.headers}{response.text}".lower()
        for word in ("traceback", "python", "uvicorn", "sqlite", "postgres", "asyncpg", ".py"):
            assert word not in text
        assert "server" not in response.headers


def test_a_good_answer_is_not_kept_either(service: Service, citizen: Citizen) -> None:
    answer = citizen.walk(service.pushed())
    tokens = service.redeem(answer["code"])
    for response in (service.push(), tokens, service.userinfo(tokens.json()["access_token"])):
        assert response.is_success
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
    assert tokens.json()["token_type"] == "Bearer"

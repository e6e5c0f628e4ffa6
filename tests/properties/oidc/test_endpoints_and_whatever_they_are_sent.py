"""Whatever a stranger, a service or a browser sends, each endpoint refuses it in its own words."""

import json
from typing import Any
from urllib.parse import quote_from_bytes

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import http, refusal, token_refusal
from thiqa.base import b64url_encode
from world import Citizen, World, on_one_database

pytestmark = on_one_database

thorough = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(["given_name", "sub", "acr", "thiqa_purpose", "criminal-record", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["userinfo", "id_token", "sub", "acr", "value", "values", "type", "purpose"]
            )
            | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
TEXTS = st.text(max_size=60) | JSON_VALUES.map(json.dumps)
PARAMETERS = st.sampled_from(
    [
        *("client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "prompt"),
        *("code_challenge", "code_challenge_method", "claims", "authorization_details"),
        *("max_age", "acr_values", "login_hint", "ui_locales", "id_token_hint", "response_mode"),
        *("request", "request_uri", "grant_type", "code", "code_verifier", "refresh_token"),
        *("client_assertion", "client_assertion_type", "a", "decision", "shown_in", "remember"),
        *("post_logout_redirect_uri", "form_token", "auth_token", "challenge", "lang", "consent"),
    ]
)
BODIES = (
    st.binary(max_size=300)
    | st.lists(st.tuples(PARAMETERS, st.binary(max_size=30)), max_size=8).map(
        lambda pairs: "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)
    )
    | st.text("abcdefg=&%+;\x00é", max_size=60)
)
CONTENT_TYPES = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-8",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
    ]
)


def assert_refused_by_api(response: httpx.Response) -> None:
    if "www-authenticate" in response.headers:
        assert token_refusal(response)[0] == 401
    else:
        assert refusal(response)[0] in {400, 401, 413, 415}


def assert_page(response: httpx.Response) -> None:
    """Check that a browser gets a page of ours, or is sent to one."""
    assert response.status_code in {200, 303, 400, 403, 404, 405, 413}
    if response.status_code == 303:
        assert response.headers["location"].startswith(("/", "http://127.0.0.1:9/"))
        return
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    assert "<h1>" in response.text


@pytest.mark.parametrize("path", ["/par", "/token", "/userinfo"])
@thorough
@given(body=BODIES, content_type=CONTENT_TYPES)
def test_any_body_at_an_endpoint_for_services(
    shared_world: World, path: str, body: bytes | str, content_type: str
) -> None:
    content = body.encode() if isinstance(body, str) else body
    headers = {"content-type": content_type}
    response = http().post(f"{shared_world.issuer}{path}", content=content, headers=headers)
    assert_refused_by_api(response)


@thorough
@given(changes=st.dictionaries(PARAMETERS, TEXTS, min_size=1, max_size=4))
def test_any_parameters_of_a_service_that_proved_itself(
    shared_world: World, changes: dict[str, str]
) -> None:
    service = shared_world.service
    response = service.push(**changes)
    if response.status_code != 201:
        assert_refused_by_api(response)
    for grant_type in ("authorization_code", "refresh_token"):
        fields = {"grant_type": grant_type, **service.credentials(), **changes}
        assert_refused_by_api(service.post("/token", fields))


@thorough
@given(claims=JSON_VALUES, details=JSON_VALUES)
def test_any_json_where_json_is_expected(shared_world: World, claims: Any, details: Any) -> None:
    service = shared_world.service
    for fields in (
        {"claims": json.dumps(claims)},
        {"authorization_details": json.dumps(details)},
        {"claims": json.dumps({"userinfo": claims, "id_token": details})},
        {"claims": json.dumps({"id_token": {"acr": claims, "sub": details}})},
        {"authorization_details": json.dumps([{"type": "thiqa_purpose", "purpose": details}])},
    ):
        response = service.push(**fields)
        if response.status_code != 201:
            assert_refused_by_api(response)


@thorough
@given(
    claims=st.dictionaries(
        st.sampled_from(["iss", "sub", "aud", "jti", "exp", "iat", "nbf"]), JSON_VALUES, min_size=1
    )
)
def test_any_claims_in_a_signed_assertion(shared_world: World, claims: dict[str, Any]) -> None:
    service = shared_world.service
    assertion = service.signer.sign({**service.claims(), **claims})
    response = service.push(client_id=None, **service.credentials(assertion))
    if response.status_code != 201:
        assert refusal(response) == (401, "invalid_client")


@thorough
@given(header=JSON_VALUES, claims=JSON_VALUES, signature=st.binary(max_size=70))
def test_any_object_in_the_place_of_a_token(
    shared_world: World, header: Any, claims: Any, signature: bytes
) -> None:
    service = shared_world.service
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    token = ".".join(b64url_encode(part) for part in parts)
    assert refusal(service.push(**service.credentials(token)))[0] == 401
    assert refusal(service.push(id_token_hint=token)) == (400, "invalid_request")
    assert token_refusal(service.userinfo(token)) == (401, "invalid_token")
    logout = f"{service.issuer}/end-session"
    assert_page(http().get(logout, params={"id_token_hint": token}))


@pytest.mark.parametrize(
    "path", ["/authorize", "/end-session", "/login", "/login/return", "/login/cancel", "/consent"]
)
@thorough
@given(query=BODIES)
def test_any_query_at_a_page(shared_world: World, path: str, query: bytes | str) -> None:
    raw = query.encode() if isinstance(query, str) else query
    escaped = quote_from_bytes(raw, safe="=&%+;/?:@!$'()*,~")
    assert_page(http().get(f"{shared_world.issuer}{path}?{escaped}"))


@pytest.mark.parametrize(
    "path", ["/authorize", "/end-session", "/login/card", "/consent", "/sign-out"]
)
@thorough
@given(body=BODIES, content_type=CONTENT_TYPES)
def test_any_body_at_a_page(
    shared_world: World, path: str, body: bytes | str, content_type: str
) -> None:
    content = body.encode() if isinstance(body, str) else body
    headers = {"content-type": content_type, "origin": shared_world.issuer}
    assert_page(http().post(f"{shared_world.issuer}{path}", content=content, headers=headers))


@pytest.fixture(scope="module")
def member(shared_world: World) -> Citizen:
    """A citizen who is signed in."""
    citizen = shared_world.citizen()
    citizen.login()
    return citizen


@thorough
@given(
    path=st.sampled_from(["/history?before=", "/receipts/", "/consents?withdrawn=", "/?lang="]),
    text=st.text(max_size=40) | st.binary(max_size=20).map(lambda data: data.hex()),
)
def test_any_name_at_a_page_of_a_citizens_own(member: Citizen, path: str, text: str) -> None:
    escaped = quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")
    assert_page(member.browser.get(f"{path}{escaped}"))


@thorough
@given(
    changes=st.dictionaries(PARAMETERS, st.text(st.characters(codec="utf-8"), max_size=40)),
    path=st.sampled_from(["/consent", "/login/card", "/consents/withdraw", "/sign-out"]),
)
def test_any_fields_in_a_form_of_our_own(
    member: Citizen, shared_world: World, changes: dict[str, str], path: str
) -> None:
    pages = {"/login/card": "/login", "/consents/withdraw": "/consents", "/sign-out": "/sign-out"}
    if path == "/consent":
        location = member.open(shared_world.service.pushed(prompt="consent"))
        fields = member.fields(location) if location.startswith("/consent") else {}
    else:
        fields = member.fields(pages[path]) | {"x": "y"}
    assert_page(member.post(path, {**fields, **changes}))
    if not member.session:
        member.login()

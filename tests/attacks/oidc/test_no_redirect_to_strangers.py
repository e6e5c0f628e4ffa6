"""The provider sends a browser to registered addresses only, whatever the request says."""

import re

import httpx
import pytest

from citizens import Citizen
from services import LOGGED_OUT_URI, REDIRECT_URI, Service, refusal
from world import World, on_one_database

pytestmark = on_one_database

STRANGE = [
    "https://attacker.example/",
    "//attacker.example/",
    f"{REDIRECT_URI}/",
    f"{REDIRECT_URI}?x=1",
    f"{REDIRECT_URI}#x",
    f"{REDIRECT_URI}.attacker.example",
    REDIRECT_URI.replace("127.0.0.1", "127.0.0.1@attacker.example"),
    REDIRECT_URI.replace("127.0.0.1", "localhost"),
    REDIRECT_URI.replace(":9/", ":10/"),
    REDIRECT_URI.upper(),
    f" {REDIRECT_URI}",
    f"{REDIRECT_URI}%00",
    REDIRECT_URI.replace("callback", "x/../callback"),
    "javascript:alert(1)",
    "data:text/html,x",
    "",
]


def assert_stays(response: httpx.Response) -> None:
    """Check that the answer is a page of ours that leads nowhere."""
    assert response.status_code == 400
    assert "location" not in response.headers
    links = re.findall(r'(?:href|src|action|content)="([^"]*)"', response.text)
    assert not [link for link in links if "//" in link.partition("?")[0]]


@pytest.mark.parametrize("uri", STRANGE)
def test_a_redirect_uri_is_compared_letter_by_letter(service: Service, uri: str) -> None:
    assert refusal(service.push(redirect_uri=uri)) == (400, "invalid_request")


def test_a_redirect_uri_must_be_named(service: Service) -> None:
    assert refusal(service.push(redirect_uri=None)) == (400, "invalid_request")


def test_a_redirect_uri_of_another_service_is_refused(
    shared_world: World, service: Service
) -> None:
    other = shared_world.new_service(redirect_uri="https://other.example/callback")
    assert refusal(service.push(redirect_uri=other.redirect_uri)) == (400, "invalid_request")


def test_a_broken_visit_leads_nowhere(service: Service, citizen: Citizen) -> None:
    request_uri = service.push().json()["request_uri"]
    for query in (
        {"client_id": "nobody", "request_uri": request_uri, "redirect_uri": STRANGE[0]},
        {"client_id": service.client_id, "redirect_uri": STRANGE[0]},
        {"client_id": service.client_id, "request_uri": STRANGE[0], "redirect_uri": STRANGE[0]},
        {"redirect_uri": STRANGE[0], "error": "x"},
    ):
        assert_stays(citizen.browser.get("/authorize", params=query))


def test_turning_back_leads_to_the_registered_address(service: Service, citizen: Citizen) -> None:
    login = citizen.open(service.pushed())
    url = f"{login.replace('/login', '/login/cancel')}&redirect_uri=https://attacker.example/"
    location = citizen.browser.get(url).headers["location"]
    assert location.startswith(f"{REDIRECT_URI}?error=access_denied")


def test_turning_back_works_in_the_same_browser_and_once(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    cancel = citizen.open(service.pushed()).replace("/login", "/login/cancel")
    assert_stays(shared_world.citizen().browser.get(cancel))
    assert citizen.browser.get(cancel).status_code == 303
    assert_stays(citizen.browser.get(cancel))


@pytest.mark.parametrize("uri", [*STRANGE[:-1], f"{LOGGED_OUT_URI}/", REDIRECT_URI])
def test_after_signing_out_only_a_registered_address_is_offered(
    service: Service, citizen: Citizen, uri: str
) -> None:
    for asked in (
        {"client_id": service.client_id, "post_logout_redirect_uri": uri},
        {"post_logout_redirect_uri": uri},
    ):
        assert_stays(citizen.browser.get("/end-session", params=asked))


def test_the_sign_out_form_is_checked_again(service: Service, citizen: Citizen) -> None:
    citizen.login()
    query = {"client_id": service.client_id, "post_logout_redirect_uri": LOGGED_OUT_URI}
    fields = citizen.fields(str(citizen.browser.get("/end-session", params=query).url))
    changed = {**fields, "post_logout_redirect_uri": "https://attacker.example/"}
    assert_stays(citizen.post("/sign-out", changed))
    assert citizen.post("/sign-out", fields).headers["location"] == LOGGED_OUT_URI


def test_the_address_of_another_service_is_not_offered(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    other = shared_world.new_service(
        changes={"post_logout_redirect_uris": ["https://other.example/bye"]}
    )
    hint = service.identify(citizen)["id_token"]
    uri = "https://other.example/bye"
    for query in (
        {"id_token_hint": hint, "post_logout_redirect_uri": uri},
        {"id_token_hint": hint, "client_id": other.client_id, "post_logout_redirect_uri": uri},
        {"client_id": service.client_id, "post_logout_redirect_uri": uri},
    ):
        assert_stays(citizen.browser.get("/end-session", params=query))


def test_a_hint_for_signing_out_is_one_that_we_gave(service: Service, citizen: Citizen) -> None:
    tokens = service.identify(citizen)
    forged = service.signer.sign({"aud": service.client_id, "iss": service.issuer, "sub": "x"})
    for hint in (tokens["access_token"], forged, "x", tokens["id_token"][:-3]):
        query = {"id_token_hint": hint, "post_logout_redirect_uri": LOGGED_OUT_URI}
        assert_stays(citizen.browser.get("/end-session", params=query))


def test_state_cannot_break_out_of_the_answer(service: Service, citizen: Citizen) -> None:
    state = "x&code=evil#\r\nlocation: https://attacker.example/".replace("\r\n", "\n")
    answer = citizen.walk(service.pushed(state=state))
    assert answer["state"] == state
    assert answer["code"] != "evil"

"""While a citizen contests what a service did, no way leads the service to the citizen."""

from typing import Any

import httpx
import pytest

from citizens import Citizen, answer_of
from console_owners import form_of
from decoupled import POLLING, begun, confirm, pick, poll
from disputes import Contested, contest, newest_entry
from services import Service, refusal, token_refusal
from world import World

LASTING = {"scope": "openid offline_access", "prompt": "consent"}
REFUSED = "You contest what this service did"


@pytest.fixture
def service(shared_world: World) -> Service:
    """A service that may come back."""
    return shared_world.new_service(changes=POLLING)


@pytest.fixture
def tokens(service: Service, citizen: Citizen) -> dict[str, Any]:
    """What the citizen has let the service have, for long."""
    citizen.login()
    return service.identify(citizen, **LASTING)


@pytest.fixture
def dispute(tokens: dict[str, Any], citizen: Citizen) -> Contested:
    """What the citizen then contests."""
    return contest(citizen)


def refused_page(citizen: Citizen, url: str) -> httpx.Response:
    """Return the page on which a browser ends that a service has sent."""
    page = citizen.browser.get(url)
    assert page.status_code == httpx.codes.OK, page.text
    assert REFUSED in page.text
    return page


def test_a_new_grant(service: Service, citizen: Citizen, dispute: Contested) -> None:
    page = refused_page(citizen, service.pushed())
    assert "error=access_denied" in page.text
    assert newest_entry(citizen, "It asked and received nothing")


def test_a_new_grant_that_would_be_posted(
    service: Service, citizen: Citizen, dispute: Contested
) -> None:
    page = refused_page(citizen, service.pushed(response_mode="form_post"))
    assert form_of(page.text, service.redirect_uri)["error"] == "access_denied"
    assert "form-action 'self' http://127.0.0.1:9;" in page.headers["content-security-policy"]


def test_an_answer_to_a_page_that_was_open_before(service: Service, citizen: Citizen) -> None:
    citizen.login()
    location = citizen.open(service.pushed())
    fields = {**citizen.fields(location), "decision": "agree"}
    service.identify(citizen)
    contest(citizen)
    answer = citizen.post("/consent", fields)
    assert answer.status_code == httpx.codes.OK
    assert REFUSED in answer.text


def test_a_remembered_consent(service: Service, citizen: Citizen) -> None:
    citizen.login()
    citizen.walk(service.pushed(), remember="on")
    assert "code" in answer_of(citizen.open(service.pushed()))
    contest(citizen)
    refused_page(citizen, service.pushed())


def test_without_a_word_it_looks_like_anybody_who_has_to_be_asked(
    service: Service, citizen: Citizen, dispute: Contested
) -> None:
    answer = answer_of(citizen.open(service.pushed(prompt="none")))
    assert answer["error"] == "consent_required"


def test_the_redemption_of_a_code(service: Service, citizen: Citizen) -> None:
    citizen.login()
    code = citizen.walk(service.pushed())["code"]
    contest(citizen)
    assert refusal(service.redeem(code)) == (400, "invalid_grant")


def test_a_refresh(service: Service, tokens: dict[str, Any], dispute: Contested) -> None:
    assert refusal(service.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_userinfo(service: Service, tokens: dict[str, Any], dispute: Contested) -> None:
    assert token_refusal(service.userinfo(tokens["access_token"])) == (401, "invalid_token")


def test_the_receipt(service: Service, tokens: dict[str, Any], dispute: Contested) -> None:
    answer = service.get("/receipt", tokens["access_token"])
    assert token_refusal(answer) == (401, "invalid_token")


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_introspection(
    service: Service, tokens: dict[str, Any], dispute: Contested, kind: str
) -> None:
    answer = service.post("/introspect", {**service.credentials(), "token": tokens[kind]})
    assert answer.json() == {"active": False}


def test_a_decoupled_login_that_waits(
    service: Service, citizen: Citizen, dispute: Contested
) -> None:
    login = begun(service, citizen)
    assert REFUSED in confirm_as_far_as_it_goes(citizen, login)
    assert refusal(poll(service, login)) == (400, "access_denied")


def test_a_decoupled_login_that_was_granted_before(
    service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    login = begun(service, citizen)
    confirm(citizen, login)
    contest(citizen)
    assert refusal(poll(service, login)) == (400, "access_denied")


def confirm_as_far_as_it_goes(citizen: Citizen, login: dict[str, Any]) -> str:
    """Pick the right number of a decoupled login; return the page that it leads to."""
    return citizen.browser.get(pick(citizen, login).headers["location"]).text

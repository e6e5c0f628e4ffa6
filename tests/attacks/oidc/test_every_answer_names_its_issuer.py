"""A client tells answers of two providers apart: iss is in each of them, errors too (RFC 9207)."""

import httpx
import pytest

from citizens import Citizen, answer_of
from services import Service
from world import World


def assert_named(service: Service, location: str, **members: str) -> None:
    """Check an answer whose pushed request had the state `mix`."""
    assert location.startswith(f"{service.redirect_uri}?")
    answer = answer_of(location)
    assert answer["iss"] == service.issuer
    assert answer["state"] == "mix"
    assert answer.items() >= members.items()


def test_in_an_answer_with_a_code(service: Service, citizen: Citizen) -> None:
    location = citizen.consent(citizen.sign_in(service.pushed(state="mix")))
    assert_named(service, location)
    assert set(answer_of(location)) == {"code", "state", "iss"}


def test_in_an_answer_from_a_remembered_consent(service: Service, citizen: Citizen) -> None:
    citizen.walk(service.pushed(), remember="on")
    assert_named(service, citizen.open(service.pushed(state="mix")))


def test_when_the_citizen_turns_back(service: Service, citizen: Citizen) -> None:
    login = citizen.open(service.pushed(state="mix"))
    response = citizen.browser.get(login.replace("/login", "/login/cancel"))
    assert_named(service, response.headers["location"], error="access_denied")


def test_when_the_citizen_refuses(service: Service, citizen: Citizen) -> None:
    fields = citizen.fields(citizen.sign_in(service.pushed(state="mix")))
    response = citizen.post("/consent", {**fields, "decision": "refuse"})
    assert_named(service, response.headers["location"], error="access_denied")


@pytest.mark.parametrize(
    ("signed_in", "error"), [(False, "login_required"), (True, "consent_required")]
)
def test_when_nobody_may_be_asked(
    service: Service, citizen: Citizen, signed_in: bool, error: str
) -> None:
    if signed_in:
        citizen.login()
    location = citizen.open(service.pushed(state="mix", prompt="none"))
    assert_named(service, location, error=error)


def test_when_another_citizen_signs_in_than_was_asked_for(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    hint = service.identify(citizen)["id_token"]
    other = shared_world.citizen("no-first-name")
    location = other.sign_in(service.pushed(state="mix", id_token_hint=hint))
    assert_named(service, location, error="login_required")


def test_beside_a_query_of_the_redirect_uri_itself(shared_world: World, citizen: Citizen) -> None:
    service = shared_world.new_service(redirect_uri="http://127.0.0.1:9/callback?tenant=7")
    location = citizen.consent(citizen.sign_in(service.pushed(state="mix")))
    assert location.startswith(f"{service.redirect_uri}&")
    assert answer_of(location).items() >= {"iss": service.issuer, "tenant": "7"}.items()


def test_the_metadata_promise_it(service: Service) -> None:
    metadata = httpx.get(f"{service.issuer}/.well-known/openid-configuration").json()
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert metadata["issuer"] == service.issuer

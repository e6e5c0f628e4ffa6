"""What a service demands of the sign-in is done, and nobody is asked who may not be asked."""

from urllib.parse import urlsplit

import pytest

from citizens import Citizen, answer_of
from services import Service, refusal
from thiqa.crypto import read_claims_unverified as claims_of
from world import World


def page(location: str) -> str:
    return urlsplit(location).path


def test_without_a_prompt_a_session_is_enough(service: Service, citizen: Citizen) -> None:
    citizen.login()
    assert page(citizen.open(service.pushed())) == "/consent"


def test_none_answers_with_an_error_in_every_state_but_the_last(
    service: Service, citizen: Citizen
) -> None:
    silent = service.pushed(prompt="none")
    assert answer_of(citizen.open(silent))["error"] == "login_required"
    citizen.login()
    silent = service.pushed(prompt="none")
    assert answer_of(citizen.open(silent))["error"] == "consent_required"
    citizen.walk(service.pushed(), remember="on")
    assert "code" in answer_of(citizen.open(service.pushed(prompt="none")))


def test_after_none_the_request_is_over(service: Service, citizen: Citizen) -> None:
    url = service.pushed(prompt="none")
    citizen.open(url)
    assert citizen.browser.get(url).status_code == 400


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
def test_login_forces_the_card_although_a_session_exists(
    service: Service, citizen: Citizen, prompt: str
) -> None:
    citizen.walk(service.pushed(), remember="on")
    before = citizen.session
    location = citizen.open(service.pushed(prompt=prompt))
    assert page(location) == "/login"
    consent = location.replace("/login", "/consent")
    assert citizen.browser.get(consent).headers["location"].startswith("/login")
    citizen.login(location)
    assert citizen.session != before


def test_the_login_of_another_request_does_not_do(service: Service, citizen: Citizen) -> None:
    first = citizen.open(service.pushed(prompt="login"))
    second = citizen.open(service.pushed(prompt="login"))
    citizen.login(second)
    assert page(citizen.browser.get(first.replace("/login", "/consent")).headers["location"]) == (
        "/login"
    )


def test_consent_asks_although_it_is_remembered(service: Service, citizen: Citizen) -> None:
    citizen.walk(service.pushed(), remember="on")
    assert page(citizen.open(service.pushed(prompt="consent"))) == "/consent"


def test_max_age_0_forces_the_card(world: World) -> None:
    citizen = world.citizen()
    citizen.login()
    world.clock.advance(1)
    location = citizen.open(world.service.pushed(max_age="0"))
    assert page(location) == "/login"
    assert page(citizen.login(location)) == "/consent"
    silent = world.service.pushed(max_age="0", prompt="none")
    world.clock.advance(1)
    assert answer_of(citizen.open(silent))["error"] == "login_required"


def test_max_age_counts_from_the_login(world: World) -> None:
    citizen = world.citizen()
    citizen.login()
    world.clock.advance(50)
    assert page(citizen.open(world.service.pushed(max_age="60"))) == "/consent"
    world.clock.advance(11)
    assert page(citizen.open(world.service.pushed(max_age="60"))) == "/login"


def test_auth_time_says_when_the_citizen_signed_in(world: World) -> None:
    citizen, signed_in_at = world.citizen(), world.clock()
    citizen.login()
    world.clock.advance(90)
    tokens = world.service.identify(citizen, max_age="300")
    assert signed_in_at <= claims_of(tokens["id_token"])["auth_time"] < signed_in_at + 60


def test_a_session_ends(world: World) -> None:
    citizen = world.citizen()
    citizen.login()
    world.clock.advance(1_800)
    assert page(citizen.open(world.service.pushed())) == "/login"
    assert page(citizen.browser.get("/history").headers["location"]) == "/login"


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": "none login"},
        {"prompt": "none none consent"},
        {"prompt": "create"},
        {"prompt": "LOGIN"},
        {"max_age": "-1"},
        {"max_age": "1.5"},
        {"max_age": "٣"},
        {"max_age": "1e3"},
        {"max_age": "9" * 30},
    ],
    ids=str,
)
def test_a_demand_that_means_nothing_is_refused(service: Service, fields: dict[str, str]) -> None:
    assert refusal(service.push(**fields)) == (400, "invalid_request")


def test_a_level_that_nobody_reaches_is_refused(service: Service) -> None:
    for acr in ('{"essential":true,"value":"higher"}', '{"essential":true,"values":["a","b"]}'):
        response = service.push(claims=f'{{"id_token":{{"acr":{acr}}}}}')
        assert refusal(response) == (400, "unmet_authentication_requirements")

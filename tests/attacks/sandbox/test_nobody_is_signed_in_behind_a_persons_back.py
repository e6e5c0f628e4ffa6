"""Only a service in the sandbox stage goes without a person, and only its own request does."""

from urllib.parse import urlsplit

import httpx
import pytest

from services import Service
from world import World, on_one_database

pytestmark = on_one_database


@pytest.fixture
def rehearsing(shared_world: World) -> Service:
    """A service in the sandbox stage."""
    return shared_world.new_service(changes={"stage": "sandbox"})


def test_a_service_in_production_gets_the_page_for_persons(
    shared_world: World, service: Service
) -> None:
    citizen = shared_world.citizen()
    location = citizen.open(service.pushed(login_hint="specimen:adult"))
    page = citizen.browser.get(location)
    assert page.status_code == httpx.codes.OK
    assert "Sign in with your card" in page.text
    assert citizen.session is None


def test_with_prompt_none_nobody_signs_in(shared_world: World, rehearsing: Service) -> None:
    citizen = shared_world.citizen()
    url = rehearsing.pushed(login_hint="specimen:adult", prompt="none")
    assert httpx.URL(citizen.open(url)).params["error"] == "login_required"


def test_another_browser_gets_nothing_out_of_the_address(
    shared_world: World, rehearsing: Service
) -> None:
    location = shared_world.citizen().open(rehearsing.pushed(login_hint="specimen:adult"))
    stranger = shared_world.citizen()
    assert stranger.browser.get(location).status_code == httpx.codes.BAD_REQUEST
    assert stranger.session is None


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_of_another_site_chooses_nobody(
    shared_world: World, rehearsing: Service, origin: str
) -> None:
    citizen = shared_world.citizen()
    location = citizen.open(rehearsing.pushed())
    fields = citizen.fields(f"/sandbox?{urlsplit(location).query}")
    chosen = {**fields, "citizen": "adult"}
    response = citizen.browser.post("/sandbox", data=chosen, headers={"origin": origin})
    assert response.status_code == httpx.codes.FORBIDDEN
    assert citizen.session is None


def test_a_form_of_another_browser_chooses_nobody(shared_world: World, rehearsing: Service) -> None:
    victim, attacker = shared_world.citizen(), shared_world.citizen()
    victim.browser.get(victim.open(rehearsing.pushed()))
    fields = attacker.fields(f"/sandbox?{urlsplit(attacker.open(rehearsing.pushed())).query}")
    response = victim.post("/sandbox", {**fields, "citizen": "adult"})
    assert response.status_code == httpx.codes.FORBIDDEN
    assert victim.session is None


@pytest.mark.parametrize(
    "chosen",
    [{"citizen": "../pki/card-ca"}, {"citizen": ""}, {"citizen": "adult", "scenario": "x"}],
)
def test_what_is_not_in_the_list_is_refused(
    shared_world: World, rehearsing: Service, chosen: dict[str, str]
) -> None:
    citizen = shared_world.citizen()
    fields = citizen.fields(f"/sandbox?{urlsplit(citizen.open(rehearsing.pushed())).query}")
    response = citizen.post("/sandbox", {**fields, **chosen})
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert citizen.session is None


def test_a_session_that_was_planted_before_is_ended(
    shared_world: World, rehearsing: Service
) -> None:
    citizen = shared_world.citizen()
    citizen.login()
    planted = citizen.session
    location = citizen.open(rehearsing.pushed(login_hint="specimen:minor"))
    citizen.browser.get(location)
    assert citizen.session not in (None, planted)
    stale = shared_world.citizen()
    assert planted is not None
    stale.browser.cookies.set("session", planted)
    assert stale.browser.get("/history").status_code == httpx.codes.SEE_OTHER

"""No link, card's answer or planted cookie carries a sign-in to another browser."""

import httpx

from citizens import Citizen
from services import Service
from world import World


def assert_other_browser(response: httpx.Response) -> None:
    assert response.status_code == 400
    assert "another browser" in response.text
    assert "location" not in response.headers


def test_pages_of_a_request_open_in_its_browser_only(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    login = citizen.open(service.pushed())
    consent = citizen.sign_in(service.pushed())
    stranger = shared_world.citizen("no-first-name")
    stranger.login()
    for location in (login, consent, login.replace("/login", "/login/cancel")):
        assert_other_browser(stranger.browser.get(location))


def test_forms_of_a_request_are_taken_in_its_browser_only(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    victim = shared_world.citizen("no-first-name")
    victim.login()
    of_attacker = citizen.fields(citizen.sign_in(service.pushed()))
    of_victim = victim.fields(victim.open(service.pushed()))
    mixed = {**of_victim, "a": of_attacker["a"], "decision": "agree"}
    assert_other_browser(victim.post("/consent", mixed))


def test_a_login_for_the_request_of_another_browser_is_refused(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    location = citizen.open(service.pushed())
    victim = shared_world.citizen("no-first-name")
    fields = victim.login_fields("/login")
    identifier = location.partition("a=")[2]
    assert_other_browser(victim.post("/login/card", {**fields, "a": identifier}))
    assert victim.session is None
    assert (
        citizen.browser.get(location.replace("/login", "/consent"))
        .headers["location"]
        .startswith("/login")
    )


def test_a_cards_answer_counts_in_the_browser_of_its_challenge_only(
    shared_world: World, citizen: Citizen
) -> None:
    victim = shared_world.citizen("no-first-name")
    stolen = victim.login_fields("/login")
    own = citizen.fields("/login")
    mixed = {**own, "challenge": stolen["challenge"], "auth_token": stolen["auth_token"]}
    assert citizen.post("/login/card", mixed).status_code != 303
    assert citizen.session is None


def test_a_browser_without_cookies_is_told_so(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    location = citizen.open(service.pushed())
    bare = shared_world.citizen()
    response = bare.browser.get(location)
    assert response.status_code == 400
    assert "cookie" in response.text


def test_a_browser_cookie_from_the_attacker_brings_the_attacker_nothing(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    citizen.open(service.pushed())
    planted = citizen.browser.cookies["browser"]
    victim = shared_world.citizen("no-first-name")
    victim.browser.cookies.set("browser", planted, domain="localhost.local", path="/")
    consent = victim.sign_in(service.pushed())
    assert citizen.browser.get(consent).headers["location"].startswith("/login")
    assert citizen.browser.get("/history").headers["location"] == "/login?next=%2Fhistory"
    assert citizen.session is None

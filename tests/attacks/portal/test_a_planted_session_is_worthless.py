"""A session is begun by a login alone, under a name that nobody could have known before."""

import pytest

from citizens import Citizen
from services import Service
from world import World

TO_LOGIN = "/login?next=%2Fhistory"


def plant(citizen: Citizen, secret: str) -> None:
    citizen.browser.cookies.delete("session") if citizen.session else None
    citizen.browser.cookies.set("session", secret, domain="localhost.local", path="/")


def is_signed_in(citizen: Citizen) -> bool:
    return citizen.browser.get("/history").status_code == 200


@pytest.mark.parametrize("secret", ["A" * 43, "x", "", "é", "a.b", "0" * 2000])
def test_a_made_up_session_opens_nothing(shared_world: World, secret: str) -> None:
    browser = shared_world.citizen().browser
    headers = {"cookie": f"session={secret}".encode()}
    assert browser.get("/history", headers=headers).headers["location"] == TO_LOGIN


def test_a_login_replaces_a_planted_session(service: Service, citizen: Citizen) -> None:
    plant(citizen, "A" * 43)
    citizen.sign_in(service.pushed())
    assert citizen.session not in (None, "A" * 43)
    assert is_signed_in(citizen)
    plant(citizen, "A" * 43)
    assert not is_signed_in(citizen)


def test_a_login_ends_the_session_that_was_there(shared_world: World, citizen: Citizen) -> None:
    attacker = shared_world.citizen("no-first-name")
    attacker.login()
    assert attacker.session is not None
    plant(citizen, attacker.session)
    citizen.login()
    assert is_signed_in(citizen)
    assert not is_signed_in(attacker)


def test_every_login_has_a_session_of_its_own(citizen: Citizen) -> None:
    seen = set()
    for _ in range(3):
        citizen.login()
        seen.add(citizen.session)
    assert len(seen) == 3


def test_a_failed_login_changes_no_session(citizen: Citizen) -> None:
    citizen.login()
    before = citizen.session
    fields = citizen.fields("/login")
    citizen.post("/login/card", {**fields, "auth_token": "x"})
    assert citizen.session == before
    assert is_signed_in(citizen)


def test_signing_out_ends_the_session_at_the_provider_too(citizen: Citizen) -> None:
    citizen.login()
    secret = citizen.session
    assert secret is not None
    citizen.post("/sign-out", citizen.fields("/sign-out"))
    assert citizen.session is None
    plant(citizen, secret)
    assert not is_signed_in(citizen)


def test_two_session_cookies_are_none(citizen: Citizen) -> None:
    citizen.login()
    headers = {"cookie": f"session={citizen.session}; session={'A' * 43}"}
    assert citizen.browser.get("/history", headers=headers).headers["location"] == TO_LOGIN


def test_cookies_are_kept_from_scripts_and_from_other_sites(
    service: Service, citizen: Citizen
) -> None:
    responses = [
        citizen.browser.get(service.pushed()),
        citizen.post("/login/card", citizen.login_fields("/login")),
    ]
    cookies = [each for response in responses for each in response.headers.get_list("set-cookie")]
    assert {each.partition("=")[0] for each in cookies} == {"browser", "session"}
    for each in cookies:
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {*each.split("; ")}
        assert "Domain" not in each

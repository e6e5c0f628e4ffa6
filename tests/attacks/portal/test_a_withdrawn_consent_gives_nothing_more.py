"""After a withdrawal no token that came of the consent works, however long it was to last."""

import re

import pytest

from citizens import Citizen
from services import AGE_PURPOSE, Service, refusal, token_refusal
from world import World

LASTING = {"scope": "openid offline_access", "prompt": "consent"}
AGE = f'[{{"type":"thiqa_purpose","purpose":"{AGE_PURPOSE}"}}]'


@pytest.fixture
def service(shared_world: World) -> Service:
    """A service that may come back."""
    grants = ["authorization_code", "refresh_token"]
    return shared_world.new_service(changes={"grant_types": grants})


@pytest.fixture
def earlier(citizen: Citizen) -> set[str]:
    """What the citizen, now signed in, has agreed to before the test."""
    citizen.login()
    return names(citizen)


def names(citizen: Citizen) -> set[str]:
    """Return the names of the consents on the page."""
    page = citizen.browser.get("/consents").text
    return set(re.findall(r'name="consent" value="([^"]+)"', page))


def withdraw(citizen: Citizen, name: str) -> None:
    fields = citizen.fields("/consents")
    assert citizen.post("/consents/withdraw", {**fields, "consent": name}).status_code == 303


def test_a_lasting_consent_is_shown_and_ends(
    service: Service, citizen: Citizen, earlier: set[str]
) -> None:
    tokens = service.identify(citizen, **LASTING)
    [name] = names(citizen) - earlier
    assert "while you are not signed in" in citizen.browser.get("/consents").text
    withdraw(citizen, name)
    assert names(citizen) == earlier
    assert token_refusal(service.userinfo(tokens["access_token"])) == (401, "invalid_token")
    assert refusal(service.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_the_end_of_the_session_does_not_hide_it(
    service: Service, citizen: Citizen, earlier: set[str]
) -> None:
    tokens = service.identify(citizen, **LASTING)
    citizen.post("/sign-out", citizen.fields("/sign-out"))
    citizen.login()
    [name] = names(citizen) - earlier
    withdraw(citizen, name)
    assert refusal(service.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


@pytest.mark.parametrize("which", [0, 1], ids=["one", "the other"])
def test_what_is_remembered_and_what_lasts_go_together(
    service: Service, citizen: Citizen, earlier: set[str], which: int
) -> None:
    lasting = service.identify(citizen, **LASTING)
    answer = citizen.walk(service.pushed(), remember="on")
    once = service.redeem(answer["code"]).json()
    both = sorted(names(citizen) - earlier)
    assert len(both) == 2
    withdraw(citizen, both[which])
    assert names(citizen) == earlier
    for tokens in (lasting, once):
        assert token_refusal(service.userinfo(tokens["access_token"])) == (401, "invalid_token")
    assert refusal(service.refresh(lasting["refresh_token"])) == (400, "invalid_grant")


def test_a_code_on_its_way_is_worth_nothing(
    service: Service, citizen: Citizen, earlier: set[str]
) -> None:
    service.identify(citizen, **LASTING)
    code = citizen.walk(service.pushed())["code"]
    [name] = names(citizen) - earlier
    withdraw(citizen, name)
    assert refusal(service.redeem(code)) == (400, "invalid_grant")


def test_another_purpose_goes_on(service: Service, citizen: Citizen) -> None:
    other = service.identify(citizen, **LASTING, authorization_details=AGE)
    kept = names(citizen)
    service.identify(citizen, **LASTING)
    [taken] = names(citizen) - kept
    withdraw(citizen, taken)
    assert names(citizen) == kept
    assert service.refresh(other["refresh_token"]).status_code == 200


def test_nobody_withdraws_for_another_citizen(
    shared_world: World, service: Service, citizen: Citizen, earlier: set[str]
) -> None:
    tokens = service.identify(citizen, **LASTING)
    [name] = names(citizen) - earlier
    attacker = shared_world.citizen("no-first-name")
    service.identify(attacker, **LASTING, authorization_details=AGE)
    assert name not in names(attacker)
    withdraw(attacker, name)
    assert service.refresh(tokens["refresh_token"]).status_code == 200


def test_a_withdrawal_is_on_the_record_once(
    service: Service, citizen: Citizen, earlier: set[str]
) -> None:
    service.identify(citizen, **LASTING)
    [name] = names(citizen) - earlier
    fields = {**citizen.fields("/consents"), "consent": name}
    for _ in range(2):
        assert citizen.post("/consents/withdraw", fields).status_code == 303
    page = citizen.browser.get("/history").text
    newest, before, *_ = re.findall(r"<p>(You withdrew|It received|You signed in)", page)
    assert (newest, before) == ("You withdrew", "It received")

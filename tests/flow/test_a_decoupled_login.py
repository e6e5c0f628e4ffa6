"""A service at a counter asks, the citizen confirms on their own device, and tokens follow."""

import time

import pytest

from citizens import Citizen
from decoupled import (
    TOKEN,
    begin,
    begun,
    confirm,
    hearing,
    name_of,
    new_counter,
    numbers_on,
    page_of,
    pick,
    poll,
)
from services import refusal
from thiqa.crypto import read_claims_unverified
from thiqa.ledger.events import Release
from thiqa.oidc.backchannel.delivery import FIRST_PAUSE_SECONDS
from thiqa.oidc.backchannel.models import INTERVAL_SECONDS
from world import World

MESSAGE = "File 4711"


def test_who_signs_in_for_a_request_comes_to_it(citizen: Citizen) -> None:
    to_login = citizen.browser.get("/requests").headers["location"]
    assert to_login == "/login?next=%2Frequests"
    assert citizen.login(to_login).endswith("/requests")


def test_a_citizen_is_identified_at_a_counter(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen, binding_message=MESSAGE)
    assert set(login) == {"auth_req_id", "expires_in", "interval", "number_to_match"}
    assert (login["expires_in"], login["interval"]) == (300, 5)
    assert refusal(poll(counter, login)) == (400, "authorization_pending")
    page = page_of(citizen)
    assert MESSAGE in page
    assert login["number_to_match"] in numbers_on(page, login)
    done = confirm(citizen, login)
    assert done.status_code == 200
    assert "You have answered" in done.text
    response = poll(counter, login)
    assert response.status_code == 200, response.text
    tokens = response.json()
    claims = counter.userinfo(tokens["access_token"]).json()
    assert claims["sub"] == read_claims_unverified(tokens["id_token"])["sub"]
    assert claims["given_name"]
    event = counter.recorded(tokens["access_token"])
    assert isinstance(event, Release)
    assert refusal(poll(counter, login)) == (400, "invalid_grant")
    assert counter.userinfo(tokens["access_token"]).status_code == 200
    assert name_of(login) not in page_of(citizen)


def test_the_consent_page_says_where_the_answer_goes(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen, binding_message=MESSAGE)
    location = pick(citizen, login).headers["location"]
    page = citizen.browser.get(location)
    assert MESSAGE in page.text
    assert "The counter or the caller that is asking you now" in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert 'name="remember"' not in page.text
    again = page_of(citizen)
    assert numbers_on(again, login) == []
    assert f'href="{location}"'.replace("&", "&amp;") in again


def test_a_citizen_who_declines_gives_nothing(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen)
    done = confirm(citizen, login, "refuse")
    assert "has learned nothing about you" in done.text
    assert refusal(poll(counter, login)) == (400, "access_denied")


@pytest.mark.parametrize("picked", ["none", "1", ""])
def test_another_number_ends_it_and_is_recorded(
    shared_world: World, citizen: Citizen, picked: str
) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen)
    response = pick(citizen, login, picked)
    assert response.headers["location"] == "/requests?refused=1"
    assert refusal(poll(counter, login)) == (400, "access_denied")
    history = citizen.browser.get("/history").text
    assert "It asked and received nothing" in history


def test_nobody_answers_and_it_is_over(world: World) -> None:
    counter, citizen = new_counter(world), world.citizen()
    login = begun(counter, citizen, requested_expiry="10")
    assert login["expires_in"] == 10
    world.clock.advance(11)
    assert refusal(poll(counter, login)) == (400, "expired_token")
    assert name_of(login) not in page_of(citizen)


def test_what_was_granted_waits_longer_than_a_code(world: World) -> None:
    counter, citizen = new_counter(world), world.citizen()
    login = begun(counter, citizen)
    confirm(citizen, login)
    world.clock.advance(250)
    assert poll(counter, login).status_code == 200


def test_asking_too_often_is_told(world: World) -> None:
    counter, citizen = new_counter(world), world.citizen()
    login = begun(counter, citizen)
    assert refusal(poll(counter, login)) == (400, "authorization_pending")
    assert refusal(poll(counter, login)) == (400, "slow_down")
    world.clock.advance(INTERVAL_SECONDS)
    assert refusal(poll(counter, login)) == (400, "authorization_pending")
    confirm(citizen, login)
    assert poll(counter, login).status_code == 200, "what is there is given at once"


def test_the_citizen_may_be_named_by_an_id_token(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    hint = counter.identify(citizen)["id_token"]
    login = begun(counter, citizen, login_hint=None, id_token_hint=hint)
    confirm(citizen, login)
    tokens = poll(counter, login).json()
    subjects = {read_claims_unverified(each)["sub"] for each in (hint, tokens["id_token"])}
    assert len(subjects) == 1


def test_a_service_may_come_back_if_the_citizen_agreed(
    shared_world: World, citizen: Citizen
) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen, scope="openid offline_access")
    confirm(citizen, login)
    tokens = poll(counter, login).json()
    assert counter.refresh(tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize("decision", ["agree", "refuse"])
def test_a_client_is_told_by_a_ping(shared_world: World, citizen: Citizen, decision: str) -> None:
    with hearing() as ear:
        counter = new_counter(shared_world, **ear.registration)
        login = begun(counter, citizen, client_notification_token=TOKEN)
        assert refusal(poll(counter, login)) == (400, "authorization_pending")
        confirm(citizen, login, decision)
        ear.wait()
        assert ear.heard == [{"auth_req_id": login["auth_req_id"]}]
        assert ear.headers[0][b"authorization"] == f"Bearer {TOKEN}".encode()
        assert ear.headers[0][b"content-type"] == b"application/json"
        expected = 200 if decision == "agree" else 400
        assert poll(counter, login).status_code == expected
        time.sleep(1.5)
        assert len(ear.heard) == 1


@pytest.mark.parametrize("status", [200, 204, 301, 401, 403])
def test_what_a_client_answers_to_a_ping_is_final(world: World, status: int) -> None:
    with hearing(status) as ear:
        counter, citizen = new_counter(world, **ear.registration), world.citizen()
        login = begun(counter, citizen, client_notification_token=TOKEN)
        confirm(citizen, login)
        ear.wait()
        time.sleep(0.5)
        world.clock.advance(120)
        time.sleep(1.5)
        assert len(ear.heard) == 1
        assert poll(counter, login).status_code == 200


def test_a_client_that_failed_is_pinged_again(world: World) -> None:
    with hearing(503) as ear:
        counter, citizen = new_counter(world, **ear.registration), world.citizen()
        login = begun(counter, citizen, client_notification_token=TOKEN)
        confirm(citizen, login)
        ear.wait(1)
        time.sleep(0.5)
        world.clock.advance(FIRST_PAUSE_SECONDS + 60)
        ear.wait(2)
        assert ear.heard[0] == ear.heard[1]


def test_a_client_that_polls_is_never_pinged(shared_world: World, citizen: Citizen) -> None:
    with hearing() as ear:
        counter = new_counter(shared_world)
        login = begun(counter, citizen, client_notification_token=TOKEN)
        confirm(citizen, login)
        time.sleep(1.5)
        assert ear.heard == []


def test_a_service_without_the_grant_begins_nothing(shared_world: World, citizen: Citizen) -> None:
    service = shared_world.new_service()
    assert refusal(begin(service, citizen)) == (400, "unauthorized_client")

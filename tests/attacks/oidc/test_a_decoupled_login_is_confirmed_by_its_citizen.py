"""A decoupled login is confirmed by the citizen who was named, who stands where its number is."""

from typing import Any

import httpx
import pytest

from citizens import Citizen
from decoupled import (
    begun,
    confirm,
    new_counter,
    numbers_on,
    page_of,
    pick,
    poll,
    request_on,
    requests_on,
)
from services import Service, refusal
from world import World


@pytest.fixture
def counter(shared_world: World) -> Service:
    return new_counter(shared_world)


def pending(counter: Service, login: dict[str, Any]) -> bool:
    return refusal(poll(counter, login))[1] in {"authorization_pending", "slow_down"}


def test_nobody_else_sees_or_answers_it(
    shared_world: World, counter: Service, citizen: Citizen
) -> None:
    login = begun(counter, citizen)
    fields = request_on(page_of(citizen), login)
    stranger = shared_world.citizen("no-first-name")
    assert all(each["a"] != fields["a"] for each in requests_on(page_of(stranger)))
    own = begun(new_counter(shared_world), stranger)
    theirs = request_on(page_of(stranger), own)
    for number in (str(login["number_to_match"]), "none"):
        stolen = {**theirs, "a": fields["a"], "number": number}
        assert stranger.post("/requests/answer", stolen).status_code == 400
    assert pending(counter, login)
    confirm(stranger, own)
    confirm(citizen, login)
    assert poll(counter, login).status_code == 200


def test_another_citizen_at_the_same_browser_cannot_consent(
    shared_world: World, counter: Service
) -> None:
    citizen = shared_world.citizen()
    login = begun(counter, citizen)
    location = pick(citizen, login).headers["location"]
    citizen.persona = "no-first-name"
    citizen.login()
    response = citizen.browser.get(location)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/login?")
    assert pending(counter, login)


def test_who_was_only_talked_into_it_has_no_number(counter: Service, citizen: Citizen) -> None:
    """A phished citizen guesses: two of three guesses end the request for good."""
    login = begun(counter, citizen)
    page = page_of(citizen)
    numbers = numbers_on(page, login)
    assert len(set(numbers)) == 3
    assert login["number_to_match"] in numbers
    wrong = next(each for each in numbers if each != login["number_to_match"])
    assert pick(citizen, login, wrong).headers["location"] == "/requests?refused=1"
    assert refusal(poll(counter, login)) == (400, "access_denied")
    fields = request_on(page, login)
    again = {**fields, "number": str(login["number_to_match"])}
    assert citizen.post("/requests/answer", again).status_code == 400
    assert refusal(poll(counter, login)) == (400, "access_denied")


def test_no_link_opens_it(counter: Service, citizen: Citizen) -> None:
    """The service knows auth_req_id: it must be no request_uri that leads past the number."""
    login = begun(counter, citizen)
    citizen.login()
    uri = f"urn:ietf:params:oauth:request_uri:{login['auth_req_id']}"
    assert citizen.browser.get(counter.authorize_url(uri)).status_code == 400
    fields = request_on(page_of(citizen), login)
    assert citizen.browser.get(f"/consent?a={fields['a']}").status_code == 400
    assert pending(counter, login)


def test_it_is_bound_to_the_browser_that_opened_it(
    shared_world: World, counter: Service, citizen: Citizen
) -> None:
    login = begun(counter, citizen)
    elsewhere = shared_world.citizen()
    fields = request_on(page_of(elsewhere), login)
    location = pick(citizen, login).headers["location"]
    assert elsewhere.browser.get(location).status_code == 400
    assert all(each["a"] != fields["a"] for each in requests_on(page_of(elsewhere)))
    picked = {**fields, "number": str(login["number_to_match"])}
    assert elsewhere.post("/requests/answer", picked).status_code == 400
    assert pending(counter, login)


def test_a_form_of_another_site_confirms_nothing(counter: Service, citizen: Citizen) -> None:
    login = begun(counter, citizen)
    fields = request_on(page_of(citizen), login)
    picked = {**fields, "number": str(login["number_to_match"])}
    for data, origin in (
        (picked, "https://evil.example"),
        ({**picked, "form_token": "x"}, citizen.issuer),
        ({name: value for name, value in picked.items() if name != "form_token"}, citizen.issuer),
    ):
        response: httpx.Response = citizen.browser.post(
            "/requests/answer", data=data, headers={"origin": origin}
        )
        assert response.status_code == 403
    assert pending(counter, login)


def test_nobody_who_is_not_signed_in_answers(
    shared_world: World, counter: Service, citizen: Citizen
) -> None:
    login = begun(counter, citizen)
    fields = request_on(page_of(citizen), login)
    nobody = shared_world.citizen()
    picked = {**fields, "number": str(login["number_to_match"])}
    response = nobody.post("/requests/answer", picked)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/login")
    assert pending(counter, login)


def test_consent_is_asked_for_each_time(counter: Service, citizen: Citizen) -> None:
    """A remembered consent of the service's own pages answers no request at a counter."""
    citizen.walk(counter.pushed(), remember="on")
    login = begun(counter, citizen)
    location = pick(citizen, login).headers["location"]
    assert citizen.browser.get(location).status_code == 200
    assert pending(counter, login)

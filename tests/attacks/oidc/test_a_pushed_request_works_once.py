"""A pushed request opens once, for its own service, in one browser, while it lives."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from citizens import Citizen
from services import PURPOSE, Service, purpose, refusal
from world import World

BROWSERS = 12


def refuse_page(response: httpx.Response) -> str:
    """Return the text of an error page that leads nowhere."""
    assert response.status_code == 400
    assert "location" not in response.headers
    return response.text


def test_the_browser_that_opened_it_may_load_the_page_again(
    service: Service, citizen: Citizen
) -> None:
    url = service.pushed()
    assert citizen.open(url) == citizen.open(url)
    assert "code" in citizen.walk(url)


def test_whoever_only_looks_at_the_link_does_not_open_it(
    service: Service, citizen: Citizen
) -> None:
    url = service.pushed()
    assert httpx.head(url).status_code == 405
    assert citizen.open(url).startswith("/login")


def test_the_second_use_is_refused_after_the_answer(service: Service, citizen: Citizen) -> None:
    url = service.pushed()
    citizen.walk(url)
    assert "used already" in refuse_page(citizen.browser.get(url))


def test_a_second_browser_opens_nothing(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    url = service.pushed()
    location = citizen.open(url)
    stranger = shared_world.citizen()
    assert "used already" in refuse_page(stranger.browser.get(url))
    stranger.open(service.pushed())
    assert "another browser" in refuse_page(stranger.browser.get(location))
    assert citizen.browser.get(location).status_code == 200


def test_another_service_cannot_use_it(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    request_uri = service.push().json()["request_uri"]
    stranger = shared_world.new_service()
    assert "expired" in refuse_page(citizen.browser.get(stranger.authorize_url(request_uri)))
    assert citizen.open(service.authorize_url(request_uri)).startswith("/login")


def test_it_expires(world: World) -> None:
    response = world.service.push()
    url = world.service.authorize_url(response.json()["request_uri"])
    world.clock.advance(response.json()["expires_in"])
    assert "expired" in refuse_page(world.citizen().browser.get(url))


def test_it_expires_soon(service: Service) -> None:
    assert service.push().json()["expires_in"] < 600


def test_an_opened_request_expires_too(world: World) -> None:
    citizen = world.citizen()
    location = citizen.sign_in(world.service.pushed())
    world.clock.advance(901)
    assert "expired" in refuse_page(citizen.browser.get(location))


def test_of_many_browsers_at_once_one_opens_it(shared_world: World, service: Service) -> None:
    url, together = service.pushed(), Barrier(BROWSERS)
    browsers = [shared_world.citizen().browser for _ in range(BROWSERS)]

    def visit(browser: httpx.Client) -> int:
        together.wait()
        return browser.get(url).status_code

    with ThreadPoolExecutor(BROWSERS) as pool:
        statuses = list(pool.map(visit, browsers))
    assert sorted(statuses) == [303, *[400] * (BROWSERS - 1)]


WITHDRAWN = {
    "its redirect_uri": {"redirect_uris": ["https://elsewhere.example/"]},
    "its purpose": {"purposes": [purpose("other", {"address": True})], "default_purpose": "other"},
    "its claims": {"purposes": [purpose(PURPOSE, {"address": True})]},
}


@pytest.mark.parametrize("what", WITHDRAWN)
def test_it_ends_when_the_registration_loses(
    shared_world: World, service: Service, citizen: Citizen, what: str
) -> None:
    citizen.login()
    pushed, consenting = service.pushed(), citizen.open(service.pushed())
    logging_in = citizen.open(service.pushed(prompt="login"))
    fields = {**citizen.fields(consenting), "decision": "agree"}
    shared_world.register(service, **WITHDRAWN[what])
    for location in (pushed, consenting, logging_in):
        assert "expired" in refuse_page(citizen.browser.get(location))
    assert "expired" in refuse_page(citizen.post("/consent", fields))


@pytest.mark.parametrize(
    "request_uri",
    [
        "urn:ietf:params:oauth:request_uri:" + "A" * 43,
        "urn:ietf:params:oauth:request_uri:",
        "https://attacker.example/request.jwt",
        "http://127.0.0.1:9/request.jwt",
        "",
    ],
)
def test_a_request_that_nobody_pushed_is_refused(
    service: Service, citizen: Citizen, request_uri: str
) -> None:
    refuse_page(citizen.browser.get(service.authorize_url(request_uri)))


def test_parameters_that_were_not_pushed_are_refused(service: Service, citizen: Citizen) -> None:
    query = httpx.QueryParams(service.request())
    refuse_page(citizen.browser.get(f"{service.issuer}/authorize?{query}"))


def test_parameters_beside_the_pushed_ones_change_nothing(
    service: Service, citizen: Citizen
) -> None:
    extra = httpx.QueryParams({"redirect_uri": "https://attacker.example/", "state": "evil"})
    answer = citizen.walk(f"{service.pushed(state='mine')}&{extra}")
    assert answer["state"] == "mine"


def test_nobody_pushes_a_request_in_the_name_of_another_service(
    shared_world: World, service: Service
) -> None:
    stranger = shared_world.new_service()
    assert refusal(service.push(client_id=stranger.client_id))[0] == 401
    response = service.push(**stranger.credentials())
    assert refusal(response) == (401, "invalid_client")


def test_a_pushed_request_does_not_point_to_another(service: Service) -> None:
    request_uri = service.push().json()["request_uri"]
    assert refusal(service.push(request_uri=request_uri)) == (400, "invalid_request")
    assert refusal(service.push(request="x.y.z")) == (400, "invalid_request_object")

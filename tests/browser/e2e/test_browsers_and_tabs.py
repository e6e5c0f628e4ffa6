"""Second tabs, other browsers, reloads, the way back, and pages that waited too long."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

from browser.e2e.conftest import Visit
from browser.e2e.journey import (
    AGREE,
    BEGUN,
    SERVICE_PAGE,
    agree,
    back_at_the_counter,
    back_from_the_card,
    hand_over,
    sign_in,
    to_the_consent,
    to_the_counter,
    to_the_login,
    type_pin,
)
from browser.e2e.landing import Landing, landing
from browser.e2e.town import Town
from citizens import answer_of


@pytest.fixture(scope="module")
def site() -> Iterator[Landing]:
    """A service of the tests."""
    with landing() as made:
        yield made


def test_a_service_that_wants_the_card_again_gets_it_in_a_second_tab(
    town: Town, visit: Visit, site: Landing
) -> None:
    service = site.service(town.places.provider, "second-tab")
    town.register(service)
    visitor = visit("fr")
    visitor.other_origins.append(site.origin)
    to_the_consent(visitor)
    first = visitor.page
    visitor.page = visitor.new_tab()
    visitor.go(service.pushed(prompt="login"))
    assert visitor.path == "/login", "the session of the other tab is not enough"
    sign_in(visitor)
    visitor.page.locator(AGREE).click()
    visitor.page.wait_for_url(f"{site.callback}?*")
    answer = answer_of(visitor.page.url)
    assert service.redeem(answer["code"]).status_code == 200
    visitor.page = first
    agree(visitor)


@pytest.mark.parametrize("stop", ["login", "consent"])
def test_what_one_browser_began_no_other_one_finishes(town: Town, visit: Visit, stop: str) -> None:
    visitor, other = visit("ar"), visit("ar")
    to_the_login(visitor) if stop == "login" else to_the_consent(visitor)
    other.expected.append("status of 400")
    other.go(visitor.page.url)
    other.look("error: no cookie")
    other.go(f"{town.places.provider}/login")
    other.go(visitor.page.url)
    other.reads("This sign-in was begun in another browser")
    other.look("error: another browser")
    if stop == "consent":
        agree(visitor)


def test_an_answer_for_one_browser_is_refused_in_another(
    town: Town, visit: Visit, site: Landing
) -> None:
    """The code goes to the counter in a browser that did not ask."""
    visitor, other = visit("fr"), visit("fr")
    to_the_consent(visitor)
    callbacks: list[str] = []
    visitor.page.on(
        "request",
        lambda request: callbacks.append(request.url) if "/callback" in request.url else None,
    )
    visitor.page.context.route("**/callback?*", lambda route: route.abort())
    visitor.expected.append("ERR_FAILED")
    visitor.page.locator(AGREE).click()
    visitor.page.wait_for_timeout(500)
    other.expected.append("status of 410")
    other.go(callbacks[0])
    other.reads("This login is over")
    other.look("counter: over")


def test_reloads_and_the_way_back_do_no_harm(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    page = visitor.page
    town.insert("adult")
    to_the_login(visitor)
    page.reload()
    page.go_back()
    assert page.url == f"{town.places.counter}{SERVICE_PAGE}"
    page.go_forward()
    assert visitor.path == "/login"
    hand_over(visitor)
    page.reload()
    page.wait_for_selector(".origin")
    page.go_back()
    assert visitor.path == "/login"
    hand_over(visitor)
    type_pin(visitor, "0000")
    page.wait_for_selector("[role=alert]")
    for _ in range(4):
        page.reload()
    visitor.reads("Tries left: {tries}", tries=2)
    type_pin(visitor, "1234")
    back_from_the_card(visitor)
    page.wait_for_selector(AGREE)
    page.reload()
    agree(visitor)
    page.reload()
    assert visitor.path == "/result"


def test_whoever_goes_back_after_the_end_is_told_and_can_go_on(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    visitor.expected.append("status of 400")
    to_the_consent(visitor)
    visitor.page.locator(AGREE).click()
    back_at_the_counter(visitor)
    visitor.page.go_back()
    assert visitor.page.url.startswith(town.places.provider)
    visitor.reads("Go back to the service and sign in again from there.")
    visitor.look("error: used")
    visitor.page.go_forward()
    assert re.search(BEGUN, visitor.path)


def test_a_card_that_answers_twice_signs_in_once(town: Town, visit: Visit) -> None:
    """The way back from the card, opened a second time."""
    visitor = visit("fr")
    town.insert("adult")
    to_the_login(visitor)
    hand_over(visitor)
    returns: list[str] = []
    visitor.page.on(
        "framenavigated",
        lambda frame: returns.append(frame.url) if "/login/return" in frame.url else None,
    )
    type_pin(visitor, "1234")
    visitor.page.wait_for_selector(AGREE)
    visitor.go(returns[0])
    back_from_the_card(visitor)
    visitor.page.wait_for_selector("[role=alert]")
    visitor.reads("The card's answer came too late")
    visitor.look("login: too late")
    sign_in(visitor)
    visitor.page.wait_for_selector(AGREE)


def test_a_login_page_that_waited_too_long_says_so_and_the_next_one_works(
    town: Town, visit: Visit
) -> None:
    visitor = visit("ar")
    visitor.page.clock.install()
    town.insert("adult")
    to_the_login(visitor)
    visitor.page.clock.fast_forward(301_000)
    visitor.reads("This page has waited too long")
    visitor.look("login: expired")
    _let_challenges_expire(town)
    hand_over(visitor)
    type_pin(visitor, "1234")
    back_from_the_card(visitor)
    visitor.page.wait_for_selector("[role=alert]")
    visitor.reads("The card's answer came too late")
    sign_in(visitor)
    visitor.page.wait_for_selector(AGREE)


def _let_challenges_expire(town: Town) -> None:
    """Move the end of every open challenge into the past, as five minutes would."""
    with sqlite3.connect(town.database.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE login_challenge SET expires_at = 1")


def test_a_request_that_waited_too_long_says_so(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    visitor.expected.append("status of 400")
    to_the_login(visitor)
    _let_requests_expire(town)
    visitor.page.reload()
    visitor.reads("This sign-in has expired")
    visitor.look("error: expired")
    to_the_counter(visitor)
    to_the_login(visitor)
    assert visitor.path == "/login"


def _let_requests_expire(town: Town) -> None:
    with sqlite3.connect(town.database.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE oidc_authorization SET expires_at = 1")


def test_a_browser_that_keeps_no_cookies_is_told(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    visitor.expected.append("status of 400")
    to_the_login(visitor)
    visitor.context.clear_cookies()
    visitor.page.reload()
    visitor.reads("Your browser did not keep our cookie")
    visitor.look("error: no cookie")

"""A citizen comes to their own pages without a service, and ends where they are signed in."""

import pytest

from browser.e2e.conftest import Visit
from browser.e2e.journey import identify, sign_in, to_the_counter
from browser.e2e.town import Town


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_from_the_first_page_to_the_sessions_and_out(
    town: Town, visit: Visit, language: str
) -> None:
    visitor = visit(language)
    visitor.go(f"{town.places.provider}/sessions")
    assert visitor.path == "/login", "the card comes first"
    sign_in(visitor)
    assert visitor.path == "/sessions", "and then the page that was wanted"
    visitor.look("sessions")
    visitor.reads("This browser")
    visitor.reads("You signed in to no service yet.")
    visitor.press('button:has-text("{}")'.format(visitor.say("End all, and sign out here")))
    visitor.reads("You are signed out")
    visitor.look("signed out of all")
    visitor.go(f"{town.places.provider}/sessions")
    assert visitor.path == "/login"


def test_a_lost_browser_is_signed_out_of_the_service_too(town: Town, visit: Visit) -> None:
    lost, visitor = visit("fr"), visit("ar")
    identify(lost)
    visitor.go(f"{town.places.provider}/sessions")
    sign_in(visitor)
    button = visitor.say("End all others")
    visitor.press(f'button:has-text("{button}")')
    visitor.reads("It has ended.")
    visitor.look("sessions: others ended")
    for _ in range(100):
        lost.go(f"{town.places.counter}/result")
        if lost.path == "/":
            break
        lost.page.wait_for_timeout(100)
    assert lost.path == "/", "the service has signed the citizen out"
    to_the_counter(lost)

"""The steps of a login, as a citizen takes them in a browser."""

import re

from browser.e2e.visitor import Visitor

SERVICE_PAGE = "/services/fiche-anthropometrique"
BEGUN = r"/(?:requests/[^/]+|services/[^/]+/begin)$"
"""Where a citizen is after the login: at the draft, or told that the service is not for them."""
SLOWEST_MS = 60_000
IDENTIFY = 'form[action="/identify"] button[type="submit"]'
SIGN = 'form[action="/sign"] button:not([form])'
AGREE = 'button[value="agree"]'
REFUSE = 'button[value="refuse"]'


def to_the_counter(visitor: Visitor) -> None:
    """Open the page of a public service."""
    visitor.go(f"{visitor.town.places.counter}{SERVICE_PAGE}")


def to_the_login(visitor: Visitor) -> None:
    """Ask to be identified; the provider's login page comes next, or whatever it needs."""
    to_the_counter(visitor)
    visitor.press(IDENTIFY)


def hand_over(visitor: Visitor) -> None:
    """Follow the link to the card client, which shows who asks."""
    visitor.page.locator("#handover").click()
    visitor.page.wait_for_selector(".origin")


def type_pin(visitor: Visitor, pin: str) -> None:
    """Type the PIN and let the card sign; the card client may answer, or the provider."""
    visitor.page.fill("#pin", pin)
    visitor.page.locator(SIGN).click()


def back_from_the_card(visitor: Visitor) -> None:
    """Wait until the browser is back at the provider, past the page that brings the answer."""
    provider, counter = visitor.town.places.provider, visitor.town.places.counter
    visitor.page.wait_for_url(
        lambda url: (
            (url.startswith(provider) and "/login/return" not in url) or url.startswith(counter)
        )
    )


def sign_in(visitor: Visitor, persona: str = "adult") -> None:
    """Go from the login page to whatever comes after the card."""
    visitor.town.insert(persona)
    hand_over(visitor)
    type_pin(visitor, visitor.town.persona(persona).pin)
    back_from_the_card(visitor)


def to_the_consent(visitor: Visitor, persona: str = "adult") -> None:
    """Go from the counter to the consent page."""
    to_the_login(visitor)
    sign_in(visitor, persona)
    visitor.page.wait_for_selector(AGREE)


def agree(visitor: Visitor) -> None:
    """Agree, be back at the counter, and look at what it received."""
    visitor.page.locator(AGREE).click()
    back_at_the_counter(visitor)
    see_the_result(visitor)


def back_at_the_counter(visitor: Visitor) -> None:
    """Wait until the browser is at the counter again, with its request begun."""
    visitor.page.wait_for_url(re.compile(BEGUN), timeout=SLOWEST_MS)


def see_the_result(visitor: Visitor) -> None:
    """Open the page of what the counter received."""
    visitor.go(f"{visitor.town.places.counter}/result")


def identify(visitor: Visitor, persona: str = "adult") -> None:
    """Go the whole way."""
    to_the_consent(visitor, persona)
    agree(visitor)

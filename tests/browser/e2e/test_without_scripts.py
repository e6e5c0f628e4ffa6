"""JavaScript is off: the one step that needs it explains itself, everything else works."""

import re
from urllib.parse import urlsplit

from browser.e2e.conftest import Visit
from browser.e2e.journey import AGREE, BEGUN, IDENTIFY, REFUSE, to_the_login
from browser.e2e.town import Town
from browser.e2e.visitor import Visitor
from card_client_site import handed


def _sign_in_elsewhere(visitor: Visitor) -> None:
    """Do the step that needs the script with a program that has the same cookies."""
    citizen = visitor.town.citizen()
    for cookie in visitor.context.cookies(visitor.town.places.provider):
        citizen.browser.cookies.set(cookie["name"], cookie["value"], domain="localhost.local")
    location = citizen.login(visitor.page.url.removeprefix(visitor.town.places.provider))
    cookie = {"name": "session", "value": citizen.session or "", "httpOnly": True}
    visitor.context.add_cookies([{**cookie, "url": visitor.town.places.provider}])
    visitor.go(f"{visitor.town.places.provider}{_local(location)}")


def _local(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_the_login_page_explains_itself_and_every_other_page_works(
    town: Town, visit: Visit
) -> None:
    visitor = visit("fr", java_script_enabled=False)
    to_the_login(visitor)
    visitor.page.wait_for_selector("#no-script:visible")
    visitor.reads("JavaScript is off or did not load")
    _sign_in_elsewhere(visitor)
    assert visitor.path == "/consent"
    visitor.page.locator('input[name="remember"]').check()
    visitor.press(AGREE)
    assert re.search(BEGUN, visitor.path)
    visitor.go(f"{town.places.provider}/history")
    visitor.press('.entries li:first-child a[href^="/receipts"]')
    visitor.reads("Keep it, check it")
    visitor.press('nav a[href="/consents"]')
    visitor.press('form[action="/consents/withdraw"] button')
    visitor.reads("The consent is withdrawn.")
    visitor.press('nav a[hreflang="ar"]')
    assert visitor.page.locator("html").get_attribute("dir") == "rtl"
    visitor.go(f"{town.places.provider}/sign-out")
    visitor.press("main form button")
    visitor.go(f"{town.places.provider}/history")
    assert visitor.path == "/login"


def test_declining_and_turning_back_work(town: Town, visit: Visit) -> None:
    visitor = visit("ar", java_script_enabled=False)
    to_the_login(visitor)
    _sign_in_elsewhere(visitor)
    visitor.press(REFUSE)
    visitor.reads("You chose not to be identified")
    visitor.context.clear_cookies(name="session")
    visitor.press(IDENTIFY)
    visitor.press("main .actions a[href^='/login/cancel']")
    visitor.reads("You chose not to be identified")


def test_the_card_client_explains_itself_and_its_other_pages_work(town: Town, visit: Visit) -> None:
    visitor = visit("fr", java_script_enabled=False)
    town.insert("adult")
    visitor.go(f"{town.places.card_client}/auth#{handed()}")
    visitor.reads(
        "JavaScript is off in this browser, and what the site asks cannot be read without it."
        " Switch it on for this page and load it again."
    )
    visitor.go(f"{town.places.card_client}/")
    visitor.press('a[href^="/change"]')
    for field, value in {"pin": "1234", "new": "5937", "again": "5937"}.items():
        visitor.page.fill(f"#{field}", value)
    visitor.press("form[action] .actions button")
    visitor.reads("The new PIN holds from now on.")

"""A citizen who declines, leaves out, turns back, is remembered, and changes their mind."""

import re

from browser.e2e.conftest import Visit
from browser.e2e.journey import (
    BEGUN,
    IDENTIFY,
    REFUSE,
    agree,
    to_the_consent,
    to_the_counter,
    to_the_login,
)
from browser.e2e.town import Town
from browser.e2e.visitor import Visitor

WITHDRAW = 'form[action="/consents/withdraw"] button'


def test_a_declined_consent_tells_the_service_nothing(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    to_the_consent(visitor)
    visitor.press(REFUSE)
    assert visitor.page.url.startswith(town.places.counter)
    visitor.reads("You chose not to be identified")
    visitor.look("counter: declined")
    visitor.press(IDENTIFY)
    assert visitor.path == "/consent", "the citizen is still signed in, and is asked again"
    agree(visitor)


def test_optional_claims_are_left_out(visit: Visit) -> None:
    visitor = visit("fr")
    to_the_consent(visitor)
    for box in visitor.page.locator('input[name^="claim."]').all():
        box.uncheck()
    agree(visitor)
    assert "Agdal" not in visitor.text()
    assert "Rabat" not in visitor.text()
    assert visitor.text().count(visitor.say("Not given")) == 2
    visitor.look("counter: result, without optional claims")


def test_turning_back_at_the_login_leads_back_to_the_service(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    to_the_login(visitor)
    visitor.press("main .actions a[href^='/login/cancel']")
    assert visitor.page.url.startswith(town.places.counter)
    visitor.reads("You chose not to be identified")


def test_turning_back_at_the_card_leads_back_to_the_login(visit: Visit) -> None:
    visitor = visit("ar")
    to_the_login(visitor)
    visitor.page.locator("#handover").click()
    visitor.page.wait_for_selector(".origin")
    visitor.page.locator(".actions a.quiet").click()
    visitor.page.wait_for_selector('[data-message="cancelled"]:visible')
    visitor.press("main .actions a")
    assert visitor.path == "/login"


def test_a_remembered_consent_saves_a_page_until_it_is_withdrawn(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    to_the_consent(visitor)
    visitor.page.locator('input[name="remember"]').check()
    agree(visitor)
    _leave_the_service(visitor)
    visitor.press(IDENTIFY)
    assert re.search(BEGUN, visitor.path), "nothing was asked"
    visitor.go(f"{town.places.provider}/consents")
    visitor.look("consents")
    visitor.press(WITHDRAW)
    visitor.reads("The consent is withdrawn.")
    visitor.look("consents: withdrawn")
    visitor.page.reload()
    assert not visitor.page.locator(WITHDRAW).count()
    visitor.go(f"{town.places.provider}/history")
    visitor.reads("You withdrew your consent")
    _leave_the_service(visitor)
    visitor.press(IDENTIFY)
    assert visitor.path == "/consent", "it is asked again"


def _leave_the_service(visitor: Visitor) -> None:
    """Sign out at the counter and stay signed in at Thiqa, then open the counter again."""
    visitor.go(f"{visitor.town.places.counter}/result")
    visitor.press('form[action="/logout"] button')
    visitor.press("main .actions a")
    to_the_counter(visitor)

"""Specimen citizens in a browser: nothing is installed, and no script is needed."""

import pytest

from browser.e2e.conftest import Visit
from browser.e2e.journey import AGREE, agree, back_at_the_counter, see_the_result, to_the_login
from browser.e2e.visitor import Visitor
from thiqa.card import load_personas
from thiqa.sandbox.models import Scenario

CHOOSE = 'a[href^="/sandbox"]'
REFUSED = {
    "expired-card": "Your card has expired",
    "revoked-card": "This card is no longer valid",
    "blocked-pin": "The PIN of this card is blocked",
    "not-registered": "Your card is valid, but we do not have you in our register yet",
}
DESKTOP = {"width": 1280, "height": 900}


def to_the_sandbox(visitor: Visitor) -> None:
    """Go from the counter to the page of specimen citizens."""
    to_the_login(visitor)
    visitor.press(CHOOSE)


def use(visitor: Visitor, citizen: str) -> None:
    """Use the card of a citizen."""
    visitor.press(f'button[name="citizen"][value="{citizen}"]')


def test_a_citizen_is_chosen_in_arabic_on_a_small_phone(visit: Visit) -> None:
    visitor = visit("ar", java_script_enabled=False)
    to_the_sandbox(visitor)
    visitor.reads("Choose a specimen citizen")
    visitor.expected.append("403")  # too young for this service, and told so
    use(visitor, "minor")
    assert visitor.path == "/consent"
    visitor.press(AGREE)
    back_at_the_counter(visitor)
    see_the_result(visitor)
    assert "نموذج-التازي" in visitor.text()


def test_a_citizen_is_chosen_in_french_on_a_desktop(visit: Visit) -> None:
    visitor = visit("fr")
    visitor.page.set_viewport_size(DESKTOP)
    to_the_sandbox(visitor)
    visitor.look("sandbox")
    visitor.page.set_viewport_size(DESKTOP)
    use(visitor, "adult")
    agree(visitor)
    assert "SPECIMEN-BENALI" in visitor.text()


@pytest.mark.parametrize("language", ["ar", "zgh"])
def test_the_page_is_as_good_as_every_other_one(visit: Visit, language: str) -> None:
    visitor = visit(language)
    to_the_sandbox(visitor)
    visitor.look("sandbox")


@pytest.mark.parametrize("citizen", REFUSED)
def test_a_card_that_is_no_good_says_why_and_leaves_another_way(visit: Visit, citizen: str) -> None:
    visitor = visit("fr")
    to_the_sandbox(visitor)
    use(visitor, citizen)
    visitor.reads(REFUSED[citizen])
    visitor.press(CHOOSE)
    use(visitor, "adult")
    assert visitor.path == "/consent"


def test_the_citizen_says_no_because_somebody_chose_so(visit: Visit) -> None:
    visitor = visit("fr")
    to_the_sandbox(visitor)
    visitor.page.select_option("#scenario", "declined")
    use(visitor, "adult")
    assert visitor.page.url.startswith(visitor.town.places.counter)


def test_every_citizen_is_on_the_page(visit: Visit) -> None:
    visitor = visit("fr")
    visitor.go(f"{visitor.town.places.provider}/sandbox")
    shown = visitor.page.locator('button[name="citizen"]')
    values = [each.get_attribute("value") for each in shown.all()]
    assert set(values) == set(load_personas())
    use(visitor, "no-first-name")
    assert visitor.path == "/history"


@pytest.mark.parametrize("scenario", Scenario)
def test_our_own_service_lives_through_every_scenario(visit: Visit, scenario: Scenario) -> None:
    visitor = visit("fr")
    visitor.expected += ["403", "502"]
    to_the_sandbox(visitor)
    visitor.page.select_option("#scenario", scenario.value)
    use(visitor, "adult")
    if scenario in {Scenario.DECLINED, Scenario.SERVER_ERROR}:
        assert visitor.path == "/ended"
        return
    if scenario is not Scenario.ESSENTIAL_ONLY:
        visitor.page.locator(AGREE).click(no_wait_after=True)
    back_at_the_counter(visitor)
    see_the_result(visitor)
    assert "SPECIMEN-BENALI" in visitor.text()

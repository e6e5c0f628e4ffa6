"""The pages that need no login, in all four languages, light and dark, narrow and wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.e2e.conftest import Visit
from browser.e2e.town import Town
from card_client_site import handed

LANGUAGES = ["ar", "fr", "zgh", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_pages_are_light_readable_and_accessible(
    town: Town, visit: Visit, language: str
) -> None:
    visitor = visit(language)
    visitor.expected.append("status of 4")
    places = town.places
    town.insert("adult", "very-long-name", "blocked-pin")
    for name, url in {
        "home": f"{places.provider}/",
        "login: own pages": f"{places.provider}/login",
        "no such page": f"{places.provider}/nowhere",
        "counter: home": f"{places.counter}/",
        "counter: signed out": f"{places.counter}/signed-out",
        "counter: no such page": f"{places.counter}/nowhere",
        "card client: cards": f"{places.card_client}/",
        "card client: no request": f"{places.card_client}/auth",
        "card client: no such page": f"{places.card_client}/nowhere",
        "card client: unblock": f"{places.card_client}/unblock?card=blocked-pin",
    }.items():
        visitor.go(url)
        visitor.look(name)
    visitor.go(f"{places.card_client}/auth#{handed(lang=language)}")
    visitor.page.wait_for_selector(".origin")
    visitor.look("card client: choose a card")


def test_the_card_clients_colours_hold_in_the_dark(town: Town, visit: Visit) -> None:
    visitor = visit("ar", color_scheme="dark")
    town.insert("adult", "blocked-pin")
    for path in ("/", f"/auth#{handed()}", "/unblock?card=blocked-pin", "/change?card=adult"):
        visitor.go(f"{town.places.card_client}{path}")
        visitor.page.wait_for_load_state("networkidle")
        found = Axe().run(visitor.page, options={"runOnly": ["color-contrast"]})
        assert found.violations_count == 0, found.generate_report()


def test_the_language_is_switched_and_kept_at_each_site(town: Town, visit: Visit) -> None:
    visitor = visit("en")
    for origin in town.origins:
        visitor.go(f"{origin}/")
        visitor.press('nav a[hreflang="fr"]')
        visitor.go(f"{origin}/")
        assert visitor.page.locator("html").get_attribute("lang") == "fr"
        visitor.press('nav a[hreflang="en"]')

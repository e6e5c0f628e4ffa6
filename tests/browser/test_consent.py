"""The consent page: what is seen is what is hashed, and what is left out is not sent."""

import json
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from browser.samples import VIEWS
from thiqa.portal import ConsentView, consent_text, portal_pages, statement_of
from thiqa.web import Cookies, Language

CONSENTS = [name for name in VIEWS if name.startswith("consent-") or name == "consent"]


WORDS_WITHOUT_VALUES = """() => {
    document.querySelectorAll("#statement .value").forEach((value) => value.remove());
    return document.querySelector("#statement").innerText;
}"""


@pytest.mark.parametrize("name", CONSENTS)
def test_the_text_that_is_seen_is_the_text_that_is_hashed(
    browser_page: Page, gallery_origin: str, name: str
) -> None:
    pages = portal_pages(
        cookies=Cookies(https=False), timezone=ZoneInfo("Africa/Casablanca"), specimen=True
    )
    view = VIEWS[name]
    assert isinstance(view, ConsentView)
    for language in Language:
        browser_page.goto(f"{gallery_origin}/page/{name}?lang={language}")
        seen = browser_page.evaluate(WORDS_WITHOUT_VALUES)
        expected = consent_text(statement_of(pages, view, language))
        assert seen.split() == expected.split(), language


def test_a_claim_that_is_unticked_is_not_sent(browser_page: Page, gallery_origin: str) -> None:
    browser_page.goto(f"{gallery_origin}/page/consent?lang=en")
    browser_page.get_by_label("Address").uncheck()
    browser_page.get_by_role("button", name="Agree and continue").click()
    browser_page.wait_for_url("**/consent")
    fields = json.loads(browser_page.locator("body").inner_text())
    assert fields.keys() == {"form_token", "claim.nationality", "decision"}
    assert fields["decision"] == "agree"


def test_refusing_is_one_press_away(browser_page: Page, gallery_origin: str) -> None:
    browser_page.goto(f"{gallery_origin}/page/consent?lang=ar")
    browser_page.get_by_role("button", name="أرفض").click()
    browser_page.wait_for_url("**/consent")
    assert json.loads(browser_page.locator("body").inner_text())["decision"] == "refuse"

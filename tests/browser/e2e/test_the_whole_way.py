"""From the counter to the result, receipts on both sides, out again: every page is looked at."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from browser.e2e.conftest import Visit
from browser.e2e.journey import (
    AGREE,
    IDENTIFY,
    back_at_the_counter,
    back_from_the_card,
    hand_over,
    identify,
    see_the_result,
    to_the_counter,
    type_pin,
)
from browser.e2e.town import Town
from browser.e2e.visitor import Visitor

LANGUAGES = pytest.mark.parametrize("language", ["ar", "fr"])


@LANGUAGES
def test_from_the_counter_to_the_result(town: Town, visit: Visit, language: str) -> None:
    visitor = visit(language)
    page = visitor.page
    town.insert("adult")
    to_the_counter(visitor)
    visitor.look("counter: home")
    visitor.press(IDENTIFY)
    visitor.look("login")
    visitor.reads("Your PIN goes to your card only. This site never sees it.")
    hand_over(visitor)
    assert page.locator(".origin h1").inner_text() == town.places.provider
    visitor.reads("Tries left: {tries}", tries=3)
    visitor.look("card client: sign in")
    type_pin(visitor, "1234")
    back_from_the_card(visitor)
    page.wait_for_selector(AGREE)
    visitor.look("consent")
    page.locator(AGREE).click()
    back_at_the_counter(visitor)
    see_the_result(visitor)
    visitor.look("counter: result")
    assert "SPECIMEN-BENALI" in visitor.text()
    assert "نموذج-بنعلي" in visitor.text()
    visitor.reads("High: national card with PIN")
    visitor.reads("We checked the receipt: it holds. This use of your identity is on the record.")
    _check_the_receipt(visitor, 'a[href="/receipt"]')


@LANGUAGES
def test_the_citizen_finds_every_use_with_its_receipt(
    town: Town, visit: Visit, language: str
) -> None:
    visitor = visit(language)
    identify(visitor)
    visitor.go(f"{town.places.provider}/")
    visitor.look("home, signed in")
    visitor.press('main a[href="/history"]')
    visitor.look("history")
    visitor.reads("It received what you agreed to")
    visitor.reads("You signed in with your card")
    visitor.press('.entries li:first-child a[href^="/receipts"]')
    visitor.look("receipt")
    _check_the_receipt(visitor, "a.button[download]", "a[download='record.policy']")
    visitor.press('nav a[href="/consents"]')
    visitor.look("consents: none")
    visitor.reads("No consent is remembered. Each service has to ask you.")


def _check_the_receipt(visitor: Visitor, *links: str) -> None:
    """Download it, with whom to trust, and run the very command that the page shows."""
    command = next(
        text
        for text in visitor.page.locator("pre, code").all_inner_texts()
        if text.startswith("thiqa receipt verify")
    )
    for link in links:
        with visitor.page.expect_download() as downloading:
            visitor.page.locator(link).click()
        folder = Path(downloading.value.path()).parent
        downloading.value.save_as(folder / downloading.value.suggested_filename)
    _, *arguments = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", "thiqa.cli", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@LANGUAGES
def test_signing_out_at_the_service_offers_to_sign_out_of_thiqa_too(
    town: Town, visit: Visit, language: str
) -> None:
    visitor = visit(language)
    identify(visitor)
    visitor.press('form[action="/logout"] button')
    assert visitor.page.url.startswith(town.places.provider)
    visitor.look("sign out?")
    visitor.press("main form button")
    assert visitor.page.url == f"{town.places.counter}/signed-out"
    visitor.look("counter: signed out")
    visitor.go(f"{town.places.provider}/history")
    assert visitor.path == "/login", "the session is over"


def test_staying_signed_in_is_the_other_choice(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    identify(visitor)
    visitor.press('form[action="/logout"] button')
    visitor.press("main .actions a")
    visitor.go(f"{town.places.provider}/history")
    visitor.reads("Every use of your identity, the latest first. Only you see this page.")
    visitor.go(f"{town.places.counter}/result")
    assert visitor.page.url == f"{town.places.counter}/", "the service has forgotten"

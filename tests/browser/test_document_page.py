"""The page that checks documents, in a browser: by scripts, and without any."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from documents_of_bodies import issuer_of, issuing_world
from thiqa.documents import code_in, code_link
from world import SpecimenCountry, World


@pytest.fixture(scope="module")
def office(
    country: SpecimenCountry, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A provider that issues documents."""
    data = tmp_path_factory.mktemp("pages")
    with issuing_world(country, sqlite_template, data) as world:
        yield world


@pytest.fixture(scope="module")
def issued(office: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Path]:
    """A document, and the file that its holder has."""
    answer, pdf = issuer_of(office).document()
    file = tmp_path_factory.mktemp("held") / "paper.pdf"
    file.write_bytes(pdf)
    return answer, file


@pytest.fixture(scope="module")
def browser(issued: tuple[dict[str, str], Path], chromium_browser: Browser) -> Browser:
    """Chromium, started when the document is there: its loop would be in the way."""
    assert issued
    return chromium_browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in French."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_the_link_of_a_code_is_checked_in_the_page(
    page: Page, office: World, issued: tuple[dict[str, str], Path]
) -> None:
    answer, _ = issued
    posted: list[str] = []
    page.on("request", lambda each: posted.append(each.url) if each.method == "POST" else None)
    page.goto(answer["code"])
    expect(page.locator("#outcome[data-outcome='valid']")).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text("Authentique et valable")
    expect(page.locator("#outcome")).to_contain_text("SPECIMEN-BENALI")
    expect(page.locator("#outcome")).to_contain_text("17 mai 1990")
    assert posted == [], "what a code says is not sent"


def test_without_a_network_the_code_still_says_who_issued_it(
    page: Page, office: World, issued: tuple[dict[str, str], Path]
) -> None:
    answer, _ = issued
    page.goto(f"{office.issuer}/documents")
    page.locator("#code").focus()
    page.wait_for_function("typeof verifyCode === 'function'")
    page.context.set_offline(True)
    page.locator("#code").fill(answer["code"])
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#outcome[data-outcome='offline']")).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text("démonstration")


def test_a_changed_code_is_refused(
    page: Page, office: World, issued: tuple[dict[str, str], Path]
) -> None:
    answer, _ = issued
    code = bytearray(code_in(answer["code"]))
    code[-1] ^= 1
    page.goto(code_link(f"{office.issuer}/documents", bytes(code)))
    expect(page.locator("#outcome[data-outcome='CodeSignatureError']")).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text("Ne vous fiez pas à ceci")
    expect(page.locator("#outcome")).not_to_contain_text("SPECIMEN-BENALI")


def test_a_chosen_document_is_checked_at_once(
    page: Page, office: World, issued: tuple[dict[str, str], Path]
) -> None:
    page.goto(f"{office.issuer}/documents")
    page.locator("#file").set_input_files(issued[1])
    expect(page.locator("#outcome .verdict.holds")).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text(issued[0]["number"])


def test_without_scripts_everything_can_be_checked(
    browser: Browser, office: World, issued: tuple[dict[str, str], Path]
) -> None:
    answer, file = issued
    context = browser.new_context(java_script_enabled=False, locale="ar-MA")
    page = context.new_page()
    page.goto(f"{office.issuer}/documents")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="التحقق").click()
    expect(page.locator("#outcome")).to_contain_text("أصلية وصالحة")
    page.locator("#code").fill(answer["code"])
    page.get_by_role("button", name="التحقق").click()
    expect(page.locator("#outcome")).to_contain_text(re.compile("أصلية وصالحة"))
    context.close()

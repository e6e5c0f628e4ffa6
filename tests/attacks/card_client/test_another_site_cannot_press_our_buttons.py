"""Forms that another site sends, or that it makes a browser send."""

from pathlib import Path

import pytest

from card_client_site import Browser, Client, Page, handed, specimens_client
from specimen_cards import PIN, PUK

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:8402"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
]
FILLED = {
    "/auth": {"request": handed()},
    "/sign": {"pin": PIN},
    "/change": {"pin": PIN, "new": "1111", "again": "1111"},
    "/unblock": {"puk": PUK, "new": "1111", "again": "1111"},
}


def _page_with(browser: Browser, path: str) -> Page:
    if path == "/auth":
        return browser.get("/auth")
    return browser.ask() if path == "/sign" else browser.get(f"{path}?card=adult")


def _assert_nothing_was_done(page: Page, browser: Browser) -> None:
    assert page.status == 403
    assert "We cannot be sure that it was you who pressed the button" in page.text
    assert "Tries left: 3" in browser.get("/").text


@pytest.mark.parametrize("path", FILLED)
@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_from_elsewhere_is_refused(
    browser: Browser, path: str, headers: dict[str, str]
) -> None:
    fields = {**_page_with(browser, path).forms[path], **FILLED[path]}
    _assert_nothing_was_done(browser.post(path, fields, **headers), browser)


@pytest.mark.parametrize("path", FILLED)
def test_a_form_without_its_token_is_refused(browser: Browser, path: str) -> None:
    fields = {**_page_with(browser, path).forms[path], **FILLED[path]}
    del fields["form_token"]
    _assert_nothing_was_done(browser.post(path, fields), browser)


@pytest.mark.parametrize("path", FILLED)
def test_a_token_of_another_form_is_refused(browser: Browser, path: str) -> None:
    other = _page_with(browser, "/auth" if path != "/auth" else "/change")
    token = next(iter(other.forms.values()))["form_token"]
    fields = {**_page_with(browser, path).forms[path], **FILLED[path], "form_token": token}
    _assert_nothing_was_done(browser.post(path, fields), browser)


@pytest.mark.parametrize("path", FILLED)
def test_a_token_of_another_browser_is_refused(client: Client, browser: Browser, path: str) -> None:
    with client.browser() as attacker:
        token = _page_with(attacker, path).forms[path]["form_token"]
    fields = {**_page_with(browser, path).forms[path], **FILLED[path], "form_token": token}
    _assert_nothing_was_done(browser.post(path, fields), browser)


def test_the_same_forms_from_our_own_pages_are_taken(tmp_path: Path) -> None:
    with specimens_client(tmp_path, "adult") as client, client.browser() as browser:
        for path, filled in FILLED.items():
            page = browser.send(_page_with(browser, path), path, **filled)
            assert page.status == (200 if path == "/auth" else 303)

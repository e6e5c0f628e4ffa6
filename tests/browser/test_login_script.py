"""The script of the login page: the browser extension, the hand-over, the way back, failures."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.samples import CHALLENGE
from thiqa.base import b64url_decode, b64url_encode

TOKEN = {
    "unverifiedCertificate": "MIIB",
    "algorithm": "ES384",
    "signature": "c2ln",
    "format": "web-eid:1.0",
    "appVersion": "https://web-eid.eu/web-eid-app/releases/2.5.0",
}

EXTENSION = """
window.addEventListener("message", (event) => {
  const action = event.data.action;
  if (event.source !== window || !/^web-eid:(status|authenticate)$/.test(action)) return;
  window.asked = window.asked || [];
  window.asked.push(event.data);
  window.postMessage({action: action + "-ack"}, event.origin);
  const failure = %(failure)s;
  if (action === "web-eid:authenticate" && failure) {
    window.postMessage({action: action + "-failure", error: {code: failure}}, event.origin);
  } else {
    const answer = action === "web-eid:authenticate" ? %(token)s : {nativeApp: "2.5.0"};
    window.postMessage(Object.assign({action: action + "-success"}, answer), event.origin);
  }
});
"""


def with_extension(page: Page, failure: str | None = None) -> None:
    """Put a stand-in for the Web eID browser extension into each page."""
    page.add_init_script(EXTENSION % {"failure": json.dumps(failure), "token": json.dumps(TOKEN)})


def posted(page: Page) -> dict[str, str]:
    """Return the form that the gallery echoes."""
    page.wait_for_url("**/login")
    fields: dict[str, str] = json.loads(page.locator("body").inner_text())
    return fields


def shown(page: Page) -> list[str]:
    """Return the codes of the messages that can be seen."""
    return [
        code
        for each in page.locator("[data-message]").all()
        if each.is_visible() and (code := each.get_attribute("data-message"))
    ]


def test_without_the_extension_the_link_hands_over_to_the_card_client(
    browser_page: Page, gallery_origin: str
) -> None:
    browser_page.goto(f"{gallery_origin}/page/login?lang=fr")
    browser_page.wait_for_timeout(2500)
    link = browser_page.get_by_role("link", name="Utiliser ma carte")
    expect(link).to_be_visible()
    expect(browser_page.locator("#extension")).to_be_hidden()
    address, _, fragment = (link.get_attribute("href") or "").partition("#")
    assert address == "http://127.0.0.1:8402/auth"
    assert json.loads(b64url_decode(fragment)) == {
        "challenge": CHALLENGE,
        "getSigningCertificate": False,
        "lang": "fr",
        "loginUri": "http://localhost:8400/login/return",
        "purpose": "Consulter l’état de vos droits à la retraite",
        "service": "Caisse nationale de sécurité sociale",
    }


def test_the_extension_is_used_when_it_is_there(browser_page: Page, gallery_origin: str) -> None:
    with_extension(browser_page)
    browser_page.goto(f"{gallery_origin}/page/login?lang=en")
    browser_page.get_by_role("button", name="Use my card").click()
    fields = posted(browser_page)
    assert json.loads(fields["auth_token"]) == TOKEN
    assert fields["challenge"] == CHALLENGE
    assert fields["form_token"]


def test_the_extension_is_asked_in_its_documented_words(
    browser_page: Page, gallery_origin: str
) -> None:
    with_extension(browser_page, failure="ERR_WEBEID_USER_CANCELLED")
    browser_page.goto(f"{gallery_origin}/page/login?lang=en")
    browser_page.get_by_role("button", name="Use my card").click()
    expect(browser_page.locator('[data-message="cancelled"]')).to_be_visible()
    status, authenticate = browser_page.evaluate("window.asked")
    assert status == {"action": "web-eid:status", "libraryVersion": "2.0.2"}
    assert authenticate["challengeNonce"] == CHALLENGE
    assert authenticate["options"] == {"lang": "en", "userInteractionTimeout": 120000}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ERR_WEBEID_USER_CANCELLED", "cancelled"),
        ("ERR_WEBEID_USER_TIMEOUT", "timeout"),
        ("ERR_WEBEID_NATIVE_UNAVAILABLE", "program"),
        ("ERR_WEBEID_VERSION_MISMATCH", "update"),
        ("ERR_WEBEID_NATIVE_FATAL", "failed"),
    ],
)
def test_a_failure_of_the_extension_is_explained_and_can_be_tried_again(
    browser_page: Page, gallery_origin: str, code: str, message: str
) -> None:
    with_extension(browser_page, failure=code)
    browser_page.goto(f"{gallery_origin}/page/login?lang=ar")
    button = browser_page.locator("#extension")
    button.click()
    expect(browser_page.locator(f'[data-message="{message}"]')).to_be_visible()
    assert shown(browser_page) == [message]
    expect(button).to_be_enabled()


def test_a_message_of_another_window_is_not_the_extension(
    browser_page: Page, gallery_origin: str
) -> None:
    browser_page.goto(f"{gallery_origin}/page/login?lang=en")
    browser_page.evaluate(
        """for (const step of ["ack", "success"]) window.dispatchEvent(new MessageEvent("message",
        {data: {action: "web-eid:status-" + step}, origin: location.origin, source: null}))"""
    )
    expect(browser_page.locator("#extension")).to_be_hidden()


def test_the_way_back_posts_the_answer_and_cleans_the_address(
    browser_page: Page, gallery_origin: str
) -> None:
    fragment = b64url_encode(json.dumps({"authToken": TOKEN}).encode())
    browser_page.goto(f"{gallery_origin}/page/login-return?lang=en#{fragment}")
    fields = posted(browser_page)
    assert json.loads(fields["auth_token"]) == TOKEN
    assert fields["challenge"] == CHALLENGE
    browser_page.go_back()
    assert fragment not in browser_page.url


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        (b64url_encode(b'{"error":{"code":"ERR_WEBEID_USER_CANCELLED"}}'), "cancelled"),
        (b64url_encode(b'{"error":{"code":"ERR_THIQA_PIN_BLOCKED"}}'), "blocked"),
        (b64url_encode(b'{"code":"ERR_WEBEID_USER_TIMEOUT"}'), "timeout"),
        (b64url_encode(b'{"error":{"code":"constructor"}}'), "failed"),
        (b64url_encode(b"null"), "failed"),
        ("%%%", "failed"),
        ("", "failed"),
        ("A" * 30_000, "failed"),
    ],
)
def test_a_way_back_without_an_answer_says_so_and_sends_nothing(
    browser_page: Page, gallery_origin: str, fragment: str, message: str
) -> None:
    browser_page.goto(f"{gallery_origin}/page/login-return?lang=fr#{fragment}")
    assert shown(browser_page) == [message]
    assert "login-return" in browser_page.url
    expect(browser_page.get_by_role("link", name="Recommencer")).to_be_visible()


def test_a_page_that_waited_too_long_says_so(browser_page: Page, gallery_origin: str) -> None:
    browser_page.clock.install()
    browser_page.goto(f"{gallery_origin}/page/login?lang=en")
    browser_page.clock.fast_forward(299_000)
    assert shown(browser_page) == []
    browser_page.clock.fast_forward(2_000)
    assert shown(browser_page) == ["expired"]


@pytest.mark.parametrize("name", ["login", "login-return"])
def test_with_scripts_off_the_page_says_what_to_do(
    chromium_browser: Browser, gallery_origin: str, name: str
) -> None:
    context = chromium_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery_origin}/page/{name}?lang=fr")
    expect(page.get_by_text("JavaScript est désactivé ou ne s’est pas chargé")).to_be_visible()
    context.close()

from pathlib import Path

from card_client_site import SITE, Browser, Page, specimens_client
from specimen_cards import PIN, PUK

NEW = "5937"
WRONG_PUK = "00000000"


def _change(browser: Browser, page: Page | None = None, **changes: str) -> Page:
    page = page or browser.get("/change?card=adult")
    return browser.send(page, "/change", **{"pin": PIN, "new": NEW, "again": NEW, **changes})


def _unblock(browser: Browser, page: Page | None = None, **changes: str) -> Page:
    page = page or browser.get("/unblock?card=adult")
    return browser.send(page, "/unblock", **{"puk": PUK, "new": NEW, "again": NEW, **changes})


def test_the_cards_are_listed_with_what_can_be_done(browser: Browser) -> None:
    page = browser.get("/")
    assert "SALMA SPECIMEN-BENALI Specimen Tries left: 3 Change the PIN" in page.text


def test_a_changed_pin_holds(browser: Browser) -> None:
    done = _change(browser)
    assert "The new PIN holds from now on" in browser.get(done.location).text
    page = browser.send(browser.ask(), "/sign", pin=PIN)
    assert "The PIN is wrong" in page.text
    assert browser.send(page, "/sign", pin=NEW).location.startswith(SITE)


def test_a_change_counts_a_wrong_pin_like_any_other(browser: Browser) -> None:
    page = _change(browser, pin="0000")
    assert "The PIN is wrong Tries left: 2" in page.text
    assert _change(browser, page).location == "/?done=changed"


def test_new_pins_that_differ_are_not_sent(browser: Browser) -> None:
    page = _change(browser, again="1111")
    assert "The two new PINs differ Nothing was sent to the card" in page.text
    assert "Tries left: 3" in page.text


def test_a_new_pin_that_the_card_cannot_have_is_not_sent(browser: Browser) -> None:
    page = _change(browser, new="123456789", again="123456789")
    assert "This card cannot have such a number" in page.text
    assert "Tries left: 3" in page.text


def test_the_page_says_what_a_pin_of_this_card_can_be(browser: Browser) -> None:
    assert "From 4 to 8 digits" in browser.get("/change?card=adult").text


def test_a_blocked_pin_is_unblocked_in_the_middle_of_a_login(tmp_path: Path) -> None:
    with specimens_client(tmp_path, "blocked-pin") as client, client.browser() as browser:
        page = browser.ask()
        page = browser.send(page, "/auth", unblock="blocked-pin")
        assert "It is in your card letter and has 8 digits. Tries left: 5" in page.text
        page = _unblock(browser, page, puk="56781234")
        assert "The card is unblocked" in page.text
        assert "https:// id. example" in page.text
        assert browser.send(page, "/sign", pin=NEW).location.startswith(SITE)


def test_whoever_unblocks_in_a_login_can_go_back_to_it(tmp_path: Path) -> None:
    with specimens_client(tmp_path, "blocked-pin") as client, client.browser() as browser:
        page = browser.send(browser.ask(), "/auth", unblock="blocked-pin")
        page = _unblock(browser, page, puk=WRONG_PUK)
        assert "The PUK is wrong Tries left: 4" in page.text
        assert "The PIN of this card is blocked" in browser.send(page, "/auth").text


def test_a_card_is_unblocked_from_the_page_of_the_cards(browser: Browser) -> None:
    page = browser.ask()
    for _ in range(3):
        page = browser.send(page, "/sign", pin="0000")
    assert "Unblock with the PUK" in browser.get("/").text
    assert "The PIN of this card is blocked" in browser.get("/change?card=adult").text
    done = _unblock(browser)
    assert "The card is unblocked" in browser.get(done.location).text


def test_the_last_puk_and_the_end_of_a_card_are_announced(browser: Browser) -> None:
    page = browser.get("/unblock?card=adult")
    for _ in range(4):
        page = _unblock(browser, page, puk=WRONG_PUK)
    assert "If the next PUK is wrong too, the card is blocked for good" in page.text
    page = _unblock(browser, page, puk=WRONG_PUK)
    assert "The PUK of this card is blocked too Nothing unblocks this card any more" in page.text
    assert 'name="puk"' not in page.response.text


def test_a_card_that_is_not_there_is_asked_for(browser: Browser) -> None:
    for path in ("/change?card=minor", "/unblock?card=minor", "/change", "/unblock?card=../x"):
        page = browser.get(path)
        assert "There is no card in the reader" in page.text
        assert "Back" in page.text


def test_the_note_of_an_address_is_one_of_ours(browser: Browser) -> None:
    assert "holds from now on" not in browser.get("/?done=<b>x</b>").text

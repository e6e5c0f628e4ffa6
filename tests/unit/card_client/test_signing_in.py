from pathlib import Path

import pytest

from card_client_site import SITE, Browser, answer_in, card_client, handed, specimens_client
from specimen_cards import PIN, make_card
from thiqa.card.dialect import Instruction
from thiqa.card.errors import CardInUseError, NoCardError, PackageMissingError, ReaderError
from thiqa.card.transport.apdu import CommandApdu
from unit.card_client.sources import FailingReader, ForeignCards, NoReaders, TwoReaders, Watched

WRONG = "0000"


def test_the_card_signs_and_the_browser_goes_back_to_the_site(browser: Browser) -> None:
    back = browser.send(browser.ask(), "/sign", pin=PIN)
    assert back.location.startswith(f"{SITE}/login/return?a=1#")
    token = answer_in(back.location)["authToken"]
    assert token["format"] == "web-eid:1.0"
    assert token["algorithm"] == "ES384"


def test_the_page_says_who_asks_and_what_for(browser: Browser) -> None:
    text = browser.ask().text
    assert "https:// id. example" in text
    assert "Police record counter" in text
    assert "Request a police record sheet" in text
    assert "on this machine: a program here asks" not in text


def test_the_page_says_when_a_program_of_this_machine_asks(browser: Browser) -> None:
    text = browser.ask(loginUri="http://localhost:8400/login/return").text
    assert "on this machine: a program here asks, not a site on the Internet" in text


def test_the_page_is_in_the_language_of_the_site_that_asks(browser: Browser) -> None:
    page = browser.ask(lang="ar")
    assert '<html lang="ar" dir="rtl">' in page.response.text
    assert '<html lang="en"' in browser.ask(lang="xx").response.text


def test_one_card_is_not_chosen(browser: Browser) -> None:
    page = browser.ask()
    assert page.forms["/sign"]["card"] == "adult"
    assert "Choose your card" not in page.text
    assert "Tries left: 3" in page.text


def test_an_empty_reader_beside_the_card_is_no_choice(tmp_path: Path) -> None:
    make_card(tmp_path / "adult.json")
    with card_client(TwoReaders(tmp_path)) as client, client.browser() as browser:
        page = browser.ask()
        assert "Choose your card" not in page.text
        assert page.forms["/sign"]["card"] == "adult"
        assert "Another reader No card in it" in browser.get("/").text


def test_of_several_cards_none_is_chosen_beforehand(tmp_path: Path) -> None:
    with specimens_client(tmp_path, "adult", "minor") as client, client.browser() as browser:
        page = browser.ask()
        assert "Choose your card" in page.text
        assert "card" not in page.forms["/sign"]
        assert " checked" not in page.response.text
        back = browser.send(page, "/sign", card="minor", pin="2345")
        assert "authToken" in answer_in(back.location)


def test_a_specimen_card_says_that_it_is_one(browser: Browser) -> None:
    assert "SALMA SPECIMEN-BENALI Specimen Tries left: 3" in browser.ask().text


def test_a_wrong_pin_says_how_many_tries_are_left_and_can_be_tried_again(
    browser: Browser,
) -> None:
    page = browser.send(browser.ask(), "/sign", pin=WRONG)
    assert page.status == 200
    assert "The PIN is wrong Tries left: 2" in page.text
    assert browser.send(page, "/sign", pin=PIN).location.startswith(SITE)


def test_the_last_try_is_announced_also_to_somebody_who_comes_later(browser: Browser) -> None:
    page = browser.send(browser.ask(), "/sign", pin=WRONG)
    page = browser.send(page, "/sign", pin=WRONG)
    assert "One try is left. If the next PIN is wrong too, the card blocks it." in page.text
    assert "One try is left If the next PIN is wrong, the card blocks it." in browser.ask().text


def test_a_pin_that_got_blocked_leads_to_the_puk(browser: Browser) -> None:
    page = browser.ask()
    for _ in range(3):
        page = browser.send(page, "/sign", pin=WRONG)
    assert "The PIN of this card is blocked" in page.text
    assert 'name="pin"' not in page.response.text
    assert 'name="unblock" value="adult"' in page.response.text


def test_whoever_turns_back_sends_the_site_the_reason(browser: Browser, tmp_path: Path) -> None:
    assert _cancelled(browser) == "ERR_WEBEID_USER_CANCELLED"
    with specimens_client(tmp_path / "x", "blocked-pin") as client, client.browser() as other:
        assert _cancelled(other) == "ERR_THIQA_PIN_BLOCKED"


def _cancelled(browser: Browser) -> str:
    href = browser.ask().response.text.partition(f'href="{SITE}')[2].partition('"')[0]
    return answer_in(href)["error"]["code"]


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤"])
def test_a_pin_that_no_card_has_costs_no_try(browser: Browser, pin: str) -> None:
    page = browser.send(browser.ask(), "/sign", pin=pin)
    assert "This card cannot have such a number Nothing was sent to the card" in page.text
    assert "Tries left: 3" in page.text


def test_a_card_that_is_pulled_out_is_asked_for_again(tmp_path: Path) -> None:
    with specimens_client(tmp_path, "adult"):
        source = Watched(tmp_path, lambda command: command[1] == Instruction.VERIFY)
        with card_client(source) as client, client.browser() as browser:
            page = browser.send(browser.ask(), "/sign", pin=PIN)
            assert "The card was taken out too early" in page.text
            source.pulled_out_at = lambda command: False
            assert browser.send(page, "/sign", pin=PIN).location.startswith(SITE)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (NoReaders(), "No card reader can be used"),
        (NoReaders(ReaderError("x")), "No card reader can be used"),
        (NoReaders(PackageMissingError("x")), "pip install 'thiqa[pcsc]'"),
        (FailingReader(NoCardError("x")), "There is no card in the reader"),
        (FailingReader(CardInUseError("x")), "Another program uses the card"),
        (FailingReader(ReaderError("x")), "The card does not answer"),
        (ForeignCards(), "This card cannot sign in"),
    ],
)
def test_without_a_usable_card_the_page_says_why_and_looks_again(
    source: NoReaders | FailingReader | ForeignCards, words: str
) -> None:
    with card_client(source) as client, client.browser() as browser:
        assert words in browser.get("/").text
        page = browser.ask()
        assert words in page.text
        assert 'name="pin"' not in page.response.text
        assert words in browser.send(page, "/auth").text


def test_the_certificate_is_read_before_the_pin_is_given(tmp_path: Path) -> None:
    with specimens_client(tmp_path, "adult"):
        source = Watched(tmp_path)
        with card_client(source) as client, client.browser() as browser:
            browser.send(browser.ask(), "/sign", pin=PIN)
    kinds = [CommandApdu.from_bytes(command).ins for command in source.commands]
    assert kinds.index(Instruction.READ_BINARY) < kinds.index(Instruction.VERIFY)


@pytest.mark.parametrize("request_", ["", "%%%", "bm8", handed(challenge=None)])
def test_what_cannot_be_read_is_explained(browser: Browser, request_: str) -> None:
    page = browser.send(browser.get("/auth"), "/auth", request=request_)
    assert page.status == 400
    assert "The site did not ask in a way that we understand" in page.text
    assert "Your card was not used" in page.text


def test_an_address_that_takes_forms_only_is_explained(browser: Browser) -> None:
    page = browser.get("/sign")
    assert page.status == 405
    assert "First page" in page.text
    assert browser.get("/nowhere").status == 404

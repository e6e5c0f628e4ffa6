"""What a citizen reads when the card is not as it should be, and how they go on."""

from browser.e2e.conftest import Visit
from browser.e2e.journey import (
    AGREE,
    SIGN,
    agree,
    hand_over,
    sign_in,
    to_the_login,
    type_pin,
)
from browser.e2e.town import Town
from browser.e2e.visitor import Visitor
from thiqa.card import load_personas

WRONG = "0000"
NEW = "5937"


def test_a_wrong_pin_then_the_right_one(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    town.insert("adult")
    to_the_login(visitor)
    hand_over(visitor)
    type_pin(visitor, WRONG)
    visitor.page.wait_for_selector("[role=alert]")
    visitor.reads("The PIN is wrong")
    visitor.reads("Tries left: {tries}", tries=2)
    visitor.look("card client: wrong PIN")
    type_pin(visitor, WRONG)
    visitor.reads("One try is left. If the next PIN is wrong too, the card blocks it.")
    type_pin(visitor, "1234")
    visitor.page.wait_for_selector(AGREE)
    agree(visitor)


def test_a_blocked_pin_is_unblocked_on_the_way(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    town.insert("blocked-pin")
    to_the_login(visitor)
    hand_over(visitor)
    visitor.reads("The PIN of this card is blocked")
    visitor.look("card client: blocked")
    visitor.press(".alert button")
    visitor.look("card client: unblock")
    _new_pin(visitor, "puk", "00000000")
    visitor.reads("The PUK is wrong")
    visitor.reads("Tries left: {tries}", tries=4)
    _new_pin(visitor, "puk", "56781234")
    visitor.reads("The card is unblocked, and the new PIN holds from now on.")
    type_pin(visitor, NEW)
    visitor.page.wait_for_selector(AGREE)
    agree(visitor)
    assert "SEFRIOUI" in visitor.text()


def test_who_turns_back_with_a_blocked_pin_reads_why(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    town.insert("blocked-pin")
    to_the_login(visitor)
    hand_over(visitor)
    visitor.page.locator(".actions a.quiet").click()
    visitor.page.wait_for_selector('[data-message="blocked"]:visible')
    visitor.reads("Unblock it with your PUK, or ask where your card was issued.")
    visitor.look("login: back without an answer")
    visitor.press("main .actions a")
    assert visitor.path == "/login"
    sign_in(visitor, "adult")
    assert visitor.path == "/consent"


def test_the_pin_is_changed_on_the_page_of_the_cards(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    town.insert("adult")
    visitor.go(f"{town.places.card_client}/")
    visitor.press('a[href^="/change"]')
    visitor.look("card client: change the PIN")
    _new_pin(visitor, "pin", "1234")
    visitor.reads("The new PIN holds from now on.")
    to_the_login(visitor)
    hand_over(visitor)
    type_pin(visitor, NEW)
    visitor.page.wait_for_selector(AGREE)


def _new_pin(visitor: Visitor, field: str, secret: str) -> None:
    visitor.page.fill(f"#{field}", secret)
    visitor.page.fill("#new", NEW)
    visitor.page.fill("#again", NEW)
    visitor.press("form[action] .actions button:not([form])")


def test_an_expired_card_is_refused_with_a_way_on(town: Town, visit: Visit) -> None:
    _refused(visit("fr"), "expired-card", "Your card has expired")
    visitor = visit("ar")
    _refused(visitor, "expired-card", "Your card has expired")
    visitor.press("main .actions a[href^='/login/cancel']")
    assert visitor.page.url.startswith(town.places.counter)
    visitor.reads("You chose not to be identified")
    visitor.look("counter: declined")


def test_a_revoked_card_is_refused_and_another_one_works(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    _refused(visitor, "revoked-card", "This card is no longer valid")
    sign_in(visitor, "adult")
    visitor.page.wait_for_selector(AGREE)
    agree(visitor)
    assert "BENALI" in visitor.text()


def _refused(visitor: Visitor, persona: str, message: str) -> None:
    to_the_login(visitor)
    sign_in(visitor, persona)
    visitor.page.wait_for_selector("[role=alert]")
    visitor.reads(message)
    visitor.look(f"login: {persona}")


def test_with_nine_cards_one_is_chosen(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    town.insert(*load_personas())
    to_the_login(visitor)
    hand_over(visitor)
    assert visitor.page.locator('input[type="radio"]').count() == len(load_personas())
    assert visitor.page.locator('input[type="radio"]:checked').count() == 0
    visitor.look("card client: choose a card")
    visitor.page.locator('input[value="minor"]').check()
    type_pin(visitor, "2345")
    visitor.page.wait_for_selector(AGREE)
    assert "TAZI" in visitor.text()


def test_an_empty_reader_is_looked_at_again(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    town.insert()
    to_the_login(visitor)
    hand_over(visitor)
    visitor.reads("No card reader can be used")
    assert not visitor.page.locator("#pin").count()
    visitor.look("card client: no card")
    town.insert("adult")
    visitor.press(".actions button")
    type_pin(visitor, "1234")
    visitor.page.wait_for_selector(AGREE)


def test_a_card_that_is_taken_out_is_asked_for(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    town.insert("adult")
    to_the_login(visitor)
    hand_over(visitor)
    town.insert()
    visitor.page.fill("#pin", "1234")
    visitor.press(SIGN)
    visitor.reads("There is no card in the reader")
    assert not visitor.page.locator("#pin").count()

"""The card client with a card in a reader of the system's PC/SC stack."""

from collections.abc import Callable

import pytest

from card_client_site import SITE, answer_in, card_client
from peers.test_card_over_pcscd import Inserted, insert, vpcd_port
from specimen_cards import PIN
from thiqa.card import FINEID_V4, THIQA_SPECIMEN, CardProfile
from thiqa.card_client.cards import Readers

__all__ = ["insert", "vpcd_port"]


@pytest.mark.parametrize("profile", [THIQA_SPECIMEN, FINEID_V4], ids=lambda profile: profile.name)
def test_the_card_in_the_reader_signs_in(
    insert: Callable[[CardProfile], Inserted],
    profile: CardProfile,
) -> None:
    inserted = insert(profile)
    with card_client(Readers()) as client, client.browser() as browser:
        assert f"{inserted.reader} Tries left: {profile.pin_tries}" in browser.get("/").text
        page = browser.ask()
        assert page.forms["/sign"]["card"] == inserted.reader
        page = browser.send(page, "/sign", pin="0000")
        assert f"Tries left: {profile.pin_tries - 1}" in page.text
        location = browser.send(page, "/sign", pin=PIN).location
    assert location.startswith(SITE)
    assert answer_in(location)["authToken"]["algorithm"] == "ES384"


def test_a_card_that_was_taken_out_is_asked_for(
    insert: Callable[[CardProfile], Inserted],
) -> None:
    inserted = insert(THIQA_SPECIMEN)
    with card_client(Readers()) as client, client.browser() as browser:
        page = browser.ask()
        inserted.take_out()
        page = browser.send(page, "/sign", pin=PIN)
        assert "There is no card in the reader" in page.text
        assert 'name="pin"' not in page.response.text

"""A connection to a card in the same process."""

import pytest

from specimen_cards import SELECT, SET_KEY, SIGN, TAKE_HASH, VERIFY, status
from thiqa.card import InProcessConnection, SoftwareCard
from thiqa.card.errors import CardRemovedError


def test_a_new_connection_finds_the_card_reset(selected: SoftwareCard) -> None:
    with InProcessConnection(selected) as connection:
        assert status(connection, VERIFY) == 0x6985
        assert status(connection, SELECT) == 0x9000


def test_a_closed_connection_leaves_nothing_proved_on_the_card(card: SoftwareCard) -> None:
    with InProcessConnection(card) as connection:
        for command in (SELECT, VERIFY, SET_KEY, TAKE_HASH):
            assert status(connection, command) == 0x9000
    assert status(card, SIGN) == 0x6982


def test_a_closed_connection_has_no_card(card: SoftwareCard) -> None:
    connection = InProcessConnection(card)
    connection.close()
    connection.close()
    with pytest.raises(CardRemovedError):
        connection.transmit(bytes.fromhex("00A4040C00"))

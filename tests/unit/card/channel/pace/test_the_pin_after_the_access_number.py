"""PACE through a channel of PACE: the access number opens the way to the PIN's last try."""

import os

import pytest

from pace_cards import CAN, DH_GM, ECHO, GM, PaceOnlyCard, Passwords, pace_card
from thiqa.card.channel.errors import ChannelLostError, WrongPasswordError
from thiqa.card.channel.pace import establish_pace
from thiqa.card.channel.passwords import PinPassword
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu
from thiqa.card.transport.connection import Card

PIN = PinPassword("2468")


def echo(card: Card) -> bytes:
    answer = card.transmit(CommandApdu(0, ECHO, 0, 0, b"both", 4).to_bytes())
    return ResponseApdu.from_bytes(answer).data


@pytest.mark.parametrize(("protocol", "parameter_id"), [(GM, 12), (DH_GM, 2)])
def test_the_second_channel_replaces_the_first(protocol: str, parameter_id: int) -> None:
    """With 2048 bits the commands are extended, inside of the channel too."""
    card, choice = pace_card(protocol, parameter_id)
    card = PaceOnlyCard(card.infos, Passwords((CAN, PIN)), os.urandom)
    first = establish_pace(card, CAN, choice, os.urandom)
    card.sent.clear()
    second = establish_pace(first.card, PIN, choice, os.urandom)
    assert [sent[0] for sent in card.sent] == [0x0C, 0x1C, 0x1C, 0x1C, 0x0C]
    assert second.card.outside is card
    assert echo(second.card) == b"both"
    assert card.established is not None
    assert card.established.password == PIN.reference


def test_the_first_channel_is_over() -> None:
    card, choice = pace_card(GM, 12)
    card = PaceOnlyCard(card.infos, Passwords((CAN, PIN)), os.urandom)
    first = establish_pace(card, CAN, choice, os.urandom)
    establish_pace(first.card, PIN, choice, os.urandom)
    with pytest.raises(ChannelLostError):
        echo(first.card)


def test_the_last_try_is_used_where_the_access_number_was_given() -> None:
    card, choice = pace_card(GM, 12)
    passwords = Passwords((CAN, PIN), {PIN.reference: 1})
    card = PaceOnlyCard(card.infos, passwords, os.urandom)
    first = establish_pace(card, CAN, choice, os.urandom)
    establish_pace(first.card, PIN, choice, os.urandom, use_last_try=True)
    assert passwords.left(PIN.reference) == 3


def test_a_wrong_pin_leaves_the_first_channel_as_it_was() -> None:
    card, choice = pace_card(GM, 12)
    card = PaceOnlyCard(card.infos, Passwords((CAN, PIN)), os.urandom)
    first = establish_pace(card, CAN, choice, os.urandom)
    with pytest.raises(WrongPasswordError) as caught:
        establish_pace(first.card, PinPassword("1357"), choice, os.urandom)
    assert caught.value.tries_left == 2
    assert echo(first.card) == b"both"

"""Pitfall 7: messages recorded earlier are sent again, swapped, left out or sent back."""

import pytest

from card_channels import READ, UPDATE, both_ends
from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.channel.suite import Suite
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord

SUITES = list(Suite)


def answer(card: CardChannel, command: CommandApdu, data: bytes) -> ResponseApdu:
    card.unwrap(command)
    return card.wrap(ResponseApdu(data, StatusWord.OK))


@pytest.mark.parametrize("suite", SUITES)
def test_a_command_sent_twice_is_done_once(suite: Suite) -> None:
    terminal, card = both_ends(suite)
    command = terminal.wrap(UPDATE)
    answer(card, command, b"")
    with pytest.raises(ChannelLostError, match="repeated"):
        card.unwrap(command)


@pytest.mark.parametrize("suite", SUITES)
def test_an_answer_to_an_earlier_question_is_refused(suite: Suite) -> None:
    terminal, card = both_ends(suite)
    first = answer(card, terminal.wrap(READ), b"content")
    assert terminal.unwrap(first).data == b"content"
    terminal.wrap(READ)
    with pytest.raises(ChannelLostError, match="repeated"):
        terminal.unwrap(first)


@pytest.mark.parametrize("suite", SUITES)
def test_a_message_left_out_is_noticed_by_both(suite: Suite) -> None:
    terminal, card = both_ends(suite)
    terminal.wrap(READ)
    with pytest.raises(ChannelLostError):
        card.unwrap(terminal.wrap(READ))
    terminal, card = both_ends(suite)
    answer(card, terminal.wrap(READ), b"first")
    card.wrap(ResponseApdu(b"second", StatusWord.OK))
    with pytest.raises(ChannelLostError):
        terminal.unwrap(card.wrap(ResponseApdu(b"third", StatusWord.OK)))


@pytest.mark.parametrize("suite", SUITES)
def test_a_command_sent_back_is_no_answer(suite: Suite) -> None:
    terminal, _ = both_ends(suite)
    command = terminal.wrap(UPDATE)
    with pytest.raises(ChannelLostError):
        terminal.unwrap(ResponseApdu(command.data, StatusWord.OK))


@pytest.mark.parametrize("suite", SUITES)
def test_an_answer_sent_back_is_no_command(suite: Suite) -> None:
    terminal, card = both_ends(suite)
    given = answer(card, terminal.wrap(READ), b"content")
    with pytest.raises(ChannelLostError):
        card.unwrap(CommandApdu(0x0C, 0xD6, 0, 0, given.data, 256))

"""Pitfall 7: whoever sits between terminal and card changes a byte: the channel ends."""

from dataclasses import replace

import pytest

from card_channels import READ, UPDATE, both_ends
from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.suite import Suite
from thiqa.card.errors import ApduError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord

SUITES = list(Suite)
ANSWER = ResponseApdu(b"content of a file", StatusWord.OK)
CHANGES = (0x01, 0x80, 0xFF)
STATUS_BYTES = 2


def changed(message: bytes, at: int, change: int) -> bytes:
    return message[:at] + bytes((message[at] ^ change,)) + message[at + 1 :]


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_changed_anywhere_is_refused(suite: Suite, change: int) -> None:
    terminal, card = both_ends(suite)
    card.unwrap(terminal.wrap(READ))
    answer = card.wrap(ANSWER).to_bytes()
    for at in range(len(answer)):
        terminal, _ = both_ends(suite)
        terminal.wrap(READ)
        with pytest.raises((ChannelLostError, ApduError)):
            terminal.unwrap(ResponseApdu.from_bytes(changed(answer, at, change)))


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("change", CHANGES)
def test_every_byte_of_the_code_counts(suite: Suite, change: int) -> None:
    for at in range(8):
        terminal, card = both_ends(suite)
        card.unwrap(terminal.wrap(READ))
        answer = card.wrap(ANSWER)
        place = len(answer.data) - 8 + at
        with pytest.raises(ChannelLostError, match="changed"):
            terminal.unwrap(replace(answer, data=changed(answer.data, place, change)))


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("command", [READ, UPDATE], ids=["READ", "UPDATE"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_command_changed_anywhere_is_refused(
    suite: Suite, command: CommandApdu, change: int
) -> None:
    protected = both_ends(suite)[0].wrap(command).to_bytes()
    unprotected_le = len(protected) - 1
    for at in range(unprotected_le):
        _, card = both_ends(suite)
        with pytest.raises((ChannelLostError, ApduError)):
            card.unwrap(CommandApdu.from_bytes(changed(protected, at, change)))


def test_a_message_under_other_keys_is_refused() -> None:
    terminal, _ = both_ends(Suite.AES128)
    _, card = both_ends(Suite.AES192)
    with pytest.raises(ChannelLostError):
        card.unwrap(terminal.wrap(READ))


def test_the_channel_is_over_after_it() -> None:
    terminal, card = both_ends(Suite.AES128)
    protected = terminal.wrap(READ)
    with pytest.raises(ChannelLostError) as caught:
        card.unwrap(replace(protected, p2=1))
    assert caught.value.status == StatusWord.SM_OBJECTS_INCORRECT
    for each in (protected, terminal.wrap(READ)):
        with pytest.raises(ChannelLostError, match="over"):
            card.unwrap(each)
    with pytest.raises(ChannelLostError, match="over"):
        card.wrap(ANSWER)

"""Secure messaging between both ends: every form of command, every length, every suite."""

import pytest

from card_channels import READ, UPDATE, both_ends, secured
from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.secure_messaging import LARGEST_DATA, SecuredCard
from thiqa.card.channel.suite import Suite
from thiqa.card.errors import ApduError, CardRemovedError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord
from thiqa.card.transport.exchange import exchange

SUITES = list(Suite)
COMMANDS = {
    "without lengths": CommandApdu(0, 0x44, 0, 0),
    "with Le": READ,
    "with Le of all": CommandApdu(0, 0xB0, 0, 0, expected=256),
    "with data": UPDATE,
    "with both": CommandApdu(0, 0x86, 0, 0, b"\x7c\x00", 256),
    "chained": CommandApdu(0x10, 0x86, 0, 0, b"\x7c\x00", 256),
    "odd": CommandApdu(0, 0xB1, 0, 0, b"\x54\x02\x80\x00", 256),
    "extended Le": CommandApdu(0, 0xB0, 0, 0, b"", 4096, extended=True),
    "extended Le that a short one could say": CommandApdu(0, 0xB0, 0, 0, b"", 9, extended=True),
    "extended Le of all": CommandApdu(0, 0xB0, 0, 0, b"", 65_536, extended=True),
    "extended data and Le": CommandApdu(0, 0x2A, 0, 0xBE, bytes(900), 4096, extended=True),
}


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_comes_out_as_it_went_in(suite: Suite, command: CommandApdu) -> None:
    terminal, card = both_ends(suite)
    protected = terminal.wrap(command)
    assert protected.cla == command.cla | 0x0C
    assert CommandApdu.from_bytes(protected.to_bytes()) == protected
    assert card.unwrap(protected) == command


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("instruction", [0xB0, 0xB1])
@pytest.mark.parametrize("size", [0, 1, 8, 15, 16, 223, 224, 300, 5000, 65_000])
def test_an_answer_comes_out_as_it_went_in(suite: Suite, instruction: int, size: int) -> None:
    terminal, card = both_ends(suite)
    card.unwrap(terminal.wrap(CommandApdu(0, instruction, 0, 0, b"", 65_536, extended=True)))
    response = ResponseApdu(b"x" * size, StatusWord.OK)
    protected = card.wrap(response)
    assert response.data == b"" or response.data not in protected.data
    assert terminal.unwrap(protected) == response


@pytest.mark.parametrize("status", [0x6A82, 0x6282, 0x63C2])
def test_a_refusal_inside_the_channel_does_not_end_it(status: int) -> None:
    terminal, card = both_ends(Suite.AES128)
    for answer in (ResponseApdu(b"", status), ResponseApdu(b"", StatusWord.OK)):
        card.unwrap(terminal.wrap(READ))
        assert terminal.unwrap(card.wrap(answer)) == answer


def test_data_of_an_odd_instruction_has_no_padding_indicator() -> None:
    terminal, _ = both_ends(Suite.AES128)
    odd, even = terminal.wrap(COMMANDS["odd"]), terminal.wrap(COMMANDS["with both"])
    assert (odd.data[0], even.data[0]) == (0x85, 0x87)
    assert len(odd.data) == len(even.data) - 1


def test_a_command_grows_into_an_extended_one() -> None:
    terminal, card = both_ends(Suite.AES128)
    command = CommandApdu(0, 0xD6, 0, 0, bytes(250))
    protected = terminal.wrap(command)
    assert protected.extended
    assert card.unwrap(protected) == command


@pytest.mark.parametrize("suite", SUITES)
def test_the_most_that_fits_goes_through(suite: Suite) -> None:
    terminal, card = both_ends(suite)
    command = CommandApdu(0, 0xD6, 0, 0, bytes(LARGEST_DATA), 65_536, extended=True)
    assert card.unwrap(terminal.wrap(command)) == command
    answer = ResponseApdu(bytes(LARGEST_DATA), StatusWord.OK)
    assert terminal.unwrap(card.wrap(answer)) == answer


def test_more_is_refused_and_the_channel_goes_on() -> None:
    terminal, card = both_ends(Suite.AES128)
    long = CommandApdu(0, 0xD6, 0, 0, bytes(LARGEST_DATA + 1), extended=True)
    with pytest.raises(ApduError):
        terminal.wrap(long)
    card.unwrap(terminal.wrap(READ))
    refused = terminal.unwrap(card.wrap(ResponseApdu(bytes(LARGEST_DATA + 1), StatusWord.OK)))
    assert refused == ResponseApdu(b"", StatusWord.WRONG_LENGTH)


def test_a_card_behind_a_channel_is_a_card() -> None:
    card, answering = secured(Suite.AES256, ResponseApdu(b"content", StatusWord.OK))
    assert card.transmit(READ.to_bytes()) == b"content\x90\x00"
    assert card.transmit(UPDATE.to_bytes()) == b"content\x90\x00"
    assert answering.commands == [READ, UPDATE]


def test_an_answer_in_parts_is_put_together_before_it_is_opened() -> None:
    card, answering = secured(Suite.AES256, ResponseApdu(bytes(400), StatusWord.OK))
    waiting: list[bytes] = []

    class InParts:
        def transmit(self, command: bytes) -> bytes:
            if command[1] != 0xC0:
                waiting.append(answering.transmit(command)[:-2])
            part, waiting[0] = waiting[0][:200], waiting[0][200:]
            return part + (bytes((0x61, min(255, len(waiting[0])))) if waiting[0] else b"\x90\x00")

    parts = type(card)(InParts(), card.channel)
    assert parts.transmit(READ.to_bytes()) == bytes(400) + b"\x90\x00"


def test_another_length_is_asked_for_inside_the_channel_and_outside_of_it() -> None:
    """6Cxx under protection is for who asked; without protection, for the bytes of the channel."""
    terminal, card = both_ends(Suite.AES256)
    refused: list[bytes] = []

    class Exact:
        def transmit(self, command: bytes) -> bytes:
            if not refused:
                refused.append(command)
                return b"\x6c\x40"
            apdu = card.unwrap(CommandApdu.from_bytes(command))
            if apdu.expected != 4:
                return card.wrap(ResponseApdu(b"", 0x6C04)).to_bytes()
            return card.wrap(ResponseApdu(b"four", StatusWord.OK)).to_bytes()

    answer = exchange(SecuredCard(Exact(), terminal), READ)
    assert answer == ResponseApdu(b"four", StatusWord.OK)


def test_a_card_that_went_away_ends_the_channel() -> None:
    class Gone:
        def transmit(self, command: bytes) -> bytes:
            raise CardRemovedError("gone")

    card, _ = secured(Suite.AES128, ResponseApdu(b"", StatusWord.OK))
    gone = type(card)(Gone(), card.channel)
    with pytest.raises(CardRemovedError):
        gone.transmit(READ.to_bytes())
    with pytest.raises(ChannelLostError, match="over"):
        card.transmit(READ.to_bytes())

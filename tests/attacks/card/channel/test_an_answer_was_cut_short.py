"""Point 6: an answer that ends too early, at every length, and one that goes on for too long."""

import pytest

from card_channels import READ, both_ends, secured
from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.suite import Suite
from thiqa.card.errors import CardError
from thiqa.card.transport.apdu import ResponseApdu, StatusWord

SUITES = list(Suite)
ANSWER = ResponseApdu(b"content of a file", StatusWord.OK)


def protected_answer(suite: Suite) -> bytes:
    terminal, card = both_ends(suite)
    card.unwrap(terminal.wrap(READ))
    return card.wrap(ANSWER).data


@pytest.mark.parametrize("suite", SUITES)
def test_an_answer_cut_at_every_length_is_refused(suite: Suite) -> None:
    whole = protected_answer(suite)
    for length in range(len(whole)):
        terminal, _ = both_ends(suite)
        terminal.wrap(READ)
        with pytest.raises(ChannelLostError):
            terminal.unwrap(ResponseApdu(whole[:length], StatusWord.OK))
        assert terminal.lost


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("more", [b"\0", b"\x80", b"\x99\x02\x90\x00", b"\x87\x01\x01"])
def test_bytes_after_the_code_are_refused(suite: Suite, more: bytes) -> None:
    terminal, _ = both_ends(suite)
    terminal.wrap(READ)
    with pytest.raises(ChannelLostError):
        terminal.unwrap(ResponseApdu(protected_answer(suite) + more, StatusWord.OK))


def test_a_response_cut_on_the_wire_ends_the_channel() -> None:
    _, answering = secured(Suite.AES128, ANSWER)
    whole = answering.channel.wrap(ANSWER).to_bytes()

    class Cut:
        def __init__(self, length: int) -> None:
            self.length = length

        def transmit(self, command: bytes) -> bytes:
            return whole[: self.length]

    for length in range(len(whole)):
        card, _ = secured(Suite.AES128, ANSWER)
        cut = type(card)(Cut(length), card.channel)
        with pytest.raises(CardError):
            cut.transmit(READ.to_bytes())
        assert card.channel.lost

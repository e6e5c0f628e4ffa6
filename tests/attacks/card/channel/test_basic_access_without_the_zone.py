"""Basic access: whoever has not read the zone gets nowhere, on either side.

The numbers of the steps are those of `establish_bac`.
"""

import os
from collections.abc import Callable

import pytest

from thiqa.card.channel.bac import BacCard, establish_bac
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord

ZONE = MrzPassword("AB1234567", "800101", "350101")
ANOTHER = MrzPassword("AB1234568", "800101", "350101")
GET_CHALLENGE = 0x84
Change = Callable[[bytes], bytes]


class OldCard:
    """A card with basic access; a man in the middle changes what it says."""

    def __init__(self, nonce: Change = bytes, message: Change = bytes, answer: Change = bytes):
        self.access = BacCard(ZONE, os.urandom)
        self.change_nonce, self.change_message, self.change_answer = nonce, message, answer
        self.channel: CardChannel | None = None

    def transmit(self, command: bytes) -> bytes:
        if command[1] == GET_CHALLENGE:
            return self.change_nonce(self.access.challenge()) + b"\x90\x00"
        message = self.change_message(CommandApdu.from_bytes(command).data)
        try:
            answer, self.channel = self.access.authenticate(message)
        except WrongPasswordError:
            return ResponseApdu(b"", StatusWord.SECURITY_STATUS_NOT_SATISFIED).to_bytes()
        return self.change_answer(answer) + b"\x90\x00"


def flipping(at: int) -> Change:
    return lambda message: message[:at] + bytes((message[at] ^ 1,)) + message[at + 1 :]


def test_the_zone_opens_the_card() -> None:
    card = OldCard()
    establish_bac(card, ZONE, os.urandom)
    assert card.channel is not None


def test_1_a_nonce_of_another_length_is_refused() -> None:
    for size in (0, 7, 9, 16):
        with pytest.raises(CardAnswerError):
            establish_bac(OldCard(nonce=lambda _, size=size: bytes(size)), ZONE, os.urandom)


def test_2_another_zone_does_not_open_the_card() -> None:
    card = OldCard()
    with pytest.raises(WrongPasswordError):
        establish_bac(card, ANOTHER, os.urandom)
    assert card.channel is None


def test_2_a_message_changed_anywhere_does_not_open_the_card() -> None:
    for at in range(40):
        card = OldCard(message=flipping(at))
        with pytest.raises(WrongPasswordError):
            establish_bac(card, ZONE, os.urandom)
        assert card.channel is None


def test_2_a_nonce_is_good_for_one_try() -> None:
    card = OldCard()
    sent: list[bytes] = []
    card.change_message = lambda message: sent.append(message) or message
    establish_bac(card, ZONE, os.urandom)
    with pytest.raises(WrongPasswordError):
        card.access.authenticate(sent[0])
    card.access.challenge()
    with pytest.raises(WrongPasswordError):
        card.access.authenticate(sent[0])


def test_2_no_nonce_was_asked_for() -> None:
    with pytest.raises(WrongPasswordError):
        BacCard(ZONE, os.urandom).authenticate(bytes(40))


def test_3_an_answer_changed_anywhere_is_refused() -> None:
    for at in range(40):
        with pytest.raises(WrongPasswordError):
            establish_bac(OldCard(answer=flipping(at)), ZONE, os.urandom)


def test_3_an_answer_cut_at_every_length_is_refused() -> None:
    for length in range(40):
        cut = OldCard(answer=lambda answer, length=length: answer[:length])
        with pytest.raises(WrongPasswordError):
            establish_bac(cut, ZONE, os.urandom)


def test_3_the_terminals_own_message_sent_back_is_refused() -> None:
    card = OldCard()
    sent: list[bytes] = []
    card.change_message = lambda message: sent.append(message) or message
    card.change_answer = lambda _: sent[-1]
    with pytest.raises(WrongPasswordError, match="another run"):
        establish_bac(card, ZONE, os.urandom)


def test_3_an_answer_of_an_earlier_run_is_refused() -> None:
    card = OldCard()
    given: list[bytes] = []
    card.change_answer = lambda answer: given.append(answer) or given[0]
    establish_bac(card, ZONE, os.urandom)
    with pytest.raises(WrongPasswordError, match="another run"):
        establish_bac(card, ZONE, os.urandom)

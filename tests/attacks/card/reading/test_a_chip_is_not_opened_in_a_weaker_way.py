"""Somebody between terminal and chip wants the way in that can be listened to."""

import os

import pytest

from specimen_documents import make_document
from thiqa.card import SoftwareCard
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.pace.errors import PaceNotOfferedError
from thiqa.card.channel.passwords import CanPassword, MrzPassword, Password
from thiqa.card.errors import CardAnswerError, CardError
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.errors import AccessRefusedError
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.transport.connection import Card

ZONE = MrzPassword("SP1000010", "900517", "350101")
GET_CHALLENGE = 0x84


class Between:
    """Passes commands on, answers some itself, and remembers which instructions went by."""

    def __init__(self, card: Card, answers: dict[bytes, bytes]) -> None:
        self._card = card
        self._answers = answers
        self.instructions: list[int] = []

    def transmit(self, command: bytes) -> bytes:
        self.instructions.append(command[1])
        for beginning, answer in self._answers.items():
            if command.startswith(beginning):
                return answer
        return self._card.transmit(command)


READ_CARD_ACCESS = bytes.fromhex("00B09C")
SELECT_CARD_ACCESS = bytes.fromhex("00A4020C02011C")
ABSENT = bytes.fromhex("6A82")
SELECT_PACE = bytes.fromhex("0022C1A4")
GIVE_TOKEN = bytes.fromhex("00860000")
REFUSED = bytes.fromhex("6A80")


def read(card: Card, password: Password = ZONE, *, bac_allowed: bool = True) -> DocumentRead:
    rules = ReadingRules(bac_allowed=bac_allowed)
    return read_document(card, ReadingAccess(password), rules, os.urandom)


def old_and_new() -> SoftwareCard:
    return make_document(basic_access=True)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({SELECT_PACE: REFUSED}, CardAnswerError),
        ({GIVE_TOKEN: bytes.fromhex("6300")}, WrongPasswordError),
        ({READ_CARD_ACCESS: bytes.fromhex("31009000")}, CardError),
        ({READ_CARD_ACCESS: bytes.fromhex("310930070602040002010290 00")}, PaceNotOfferedError),
    ],
    ids=["refused", "wrong-token", "nothing-offered", "nothing-known-offered"],
)
def test_pace_that_fails_is_not_replaced_by_basic_access(
    answers: dict[bytes, bytes], error: type[Exception]
) -> None:
    between = Between(old_and_new(), answers)
    with pytest.raises(error):
        read(between)
    assert GET_CHALLENGE not in between.instructions


def test_a_chip_that_hides_pace_is_not_opened_unless_the_rules_allow_it() -> None:
    between = Between(
        old_and_new(),
        {
            READ_CARD_ACCESS: bytes.fromhex("6A82"),
            bytes.fromhex("00A4020C02011C"): bytes.fromhex("6A82"),
        },
    )
    with pytest.raises(AccessRefusedError, match="BAC is not allowed"):
        read(between, bac_allowed=False)
    assert GET_CHALLENGE not in between.instructions


def test_an_access_number_is_not_tried_as_a_zone() -> None:
    between = Between(make_document(pace=(), basic_access=True), {})
    with pytest.raises(AccessRefusedError, match="only the machine-readable zone"):
        read_document(
            between,
            ReadingAccess(CanPassword("100001")),
            ReadingRules(bac_allowed=True),
            os.urandom,
        )
    assert GET_CHALLENGE not in between.instructions


def test_a_chip_whose_proof_failed_is_opened_by_pace_again() -> None:
    between = Between(old_and_new(), {bytes.fromhex("0C86"): bytes.fromhex("6988")})
    found = read(between)
    assert "chip authentication" in found.failures
    assert found.access.protocol == "pace"
    assert GET_CHALLENGE not in between.instructions

"""Somebody on the line during a whole reading: the channel ends, and nothing comes of it.

A reading whose chip authentication is disturbed begins again without it, and without the proof.
"""

import os
from collections.abc import Callable

import pytest

from specimen_documents import CAN, make_document
from thiqa.card import SoftwareCard
from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.protected_apdu import SECURED
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.transport.connection import Card, InProcessConnection

ACCESS = ReadingAccess(CanPassword(CAN))
Change = Callable[[list[bytes]], bytes]
"""Makes another answer of those that the card has given in the channel, the last one at the end."""


class Line:
    """Hands everything on, and changes one answer inside the channel."""

    def __init__(self, card: Card, at: int, change: Change) -> None:
        self.card, self.at, self.change = card, at, change
        self.answers: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        answer = self.card.transmit(command)
        if command[0] & SECURED != SECURED:
            return answer
        self.answers.append(answer)
        return self.change(self.answers) if len(self.answers) == self.at else answer


def read_over(card: SoftwareCard, at: int, change: Change) -> tuple[DocumentRead, list[bytes]]:
    with InProcessConnection(card) as connection:
        line = Line(connection, at, change)
        return read_document(line, ACCESS, ReadingRules(), os.urandom), line.answers


@pytest.fixture(scope="module")
def card() -> SoftwareCard:
    return make_document()


@pytest.fixture(scope="module")
def answers(card: SoftwareCard) -> list[bytes]:
    """What the card says in the channel when nobody interferes."""
    read, answers = read_over(card, 0, lambda given: given[-1])
    assert read.failures == {}
    assert len(answers) > 8
    return answers


def refuse(card: SoftwareCard, at: int, change: Change) -> None:
    try:
        read, _ = read_over(card, at, change)
    except ChannelLostError:
        return
    assert list(read.failures) == ["chip authentication"]
    assert read.chip_authentication is None


def test_every_byte_of_an_answer_counts(card: SoftwareCard, answers: list[bytes]) -> None:
    """The second answer: EF.COM with its objects, its code, and its status word."""
    for byte in range(len(answers[1]) - 2):
        refuse(
            card,
            2,
            lambda given, byte=byte: (
                given[-1][:byte] + bytes((given[-1][byte] ^ 1,)) + given[-1][byte + 1 :]
            ),
        )


def test_the_code_of_every_answer_counts(card: SoftwareCard, answers: list[bytes]) -> None:
    for at in range(1, len(answers) + 1):
        for byte in range(3, 11):
            refuse(
                card,
                at,
                lambda given, byte=byte: (
                    given[-1][:-byte] + bytes((given[-1][-byte] ^ 1,)) + given[-1][-byte + 1 :]
                ),
            )


def test_every_answer_is_of_its_own_time(card: SoftwareCard, answers: list[bytes]) -> None:
    for at in range(2, len(answers) + 1):
        refuse(card, at, lambda given: given[-2])


def test_an_answer_ends_where_it_ends(card: SoftwareCard, answers: list[bytes]) -> None:
    for length in range(len(answers[1]) - 2):
        refuse(card, 2, lambda given, length=length: given[-1][:length] + b"\x90\x00")


@pytest.mark.parametrize("plain", [b"\x90\x00", b"\x60\x00\x90\x00", b"\x6a\x82", b"\x69\x88"])
def test_no_answer_goes_without_protection(
    card: SoftwareCard, answers: list[bytes], plain: bytes
) -> None:
    for at in range(1, len(answers) + 1):
        refuse(card, at, lambda _: plain)

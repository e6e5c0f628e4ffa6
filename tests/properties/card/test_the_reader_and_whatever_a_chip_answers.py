"""A chip answers anything at all: the reader errs in its own words, or is right."""

import os
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from specimen_cards import RamMemory
from specimen_documents import CAN, describe, document_state
from thiqa.card import CardError, SoftwareCard
from thiqa.card.channel.passwords import CanPassword, MrzPassword
from thiqa.card.data_groups.files import EF_CARD_ACCESS
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.state import CardState
from thiqa.card.transport.connection import Card

COMMANDS = 24
"""About as many as a reading takes."""
ANSWERS = st.binary(max_size=40) | st.sampled_from(
    [bytes.fromhex(answer) for answer in ("", "9000", "6100", "6C01", "6982", "6A82", "62829000")]
)


@cache
def genuine() -> CardState:
    return document_state(describe(active_authentication="ECDSA"))


class Tampered:
    """A chip of whose answers one is another one."""

    def __init__(self, at: int, position: int, change: int, answer: bytes | None) -> None:
        self._card = SoftwareCard(RamMemory(genuine()))
        self._at, self._position, self._change = at, position, change
        self._answer = answer

    def transmit(self, command: bytes) -> bytes:
        answer = self._card.transmit(command)
        self._at -= 1
        if self._at != -1:
            return answer
        if self._answer is not None:
            return self._answer
        changed = bytearray(answer)
        changed[self._position % len(changed)] ^= self._change
        return bytes(changed)


class Prepared:
    """Gives prepared answers, and then no more."""

    def __init__(self, answers: list[bytes]) -> None:
        self._answers = iter(answers)

    def transmit(self, command: bytes) -> bytes:
        return next(self._answers, b"\x6f\x00")


def read(card: Card) -> DocumentRead | None:
    try:
        return read_document(card, ReadingAccess(CanPassword(CAN)), ReadingRules(), os.urandom)
    except CardError:
        return None


@settings(max_examples=150, deadline=None)
@given(st.integers(0, COMMANDS), st.integers(0, 400), st.integers(1, 255), st.none() | ANSWERS)
def test_what_was_read_is_what_the_chip_holds(
    at: int, position: int, change: int, answer: bytes | None
) -> None:
    found = read(Tampered(at, position, change, answer))
    chip = genuine().chip
    assert chip is not None
    if found is None:
        return
    for file, content in found.files.items():
        if file.name in chip.files:
            assert content == chip.files[file.name]
    if found.files.get(EF_CARD_ACCESS) == chip.master_files[EF_CARD_ACCESS.name]:
        assert found.access.pace_oid


@settings(max_examples=300, deadline=None)
@given(st.lists(ANSWERS, max_size=30), st.booleans())
def test_only_card_errors_come_out(answers: list[bytes], zone: bool) -> None:
    password = MrzPassword("SP1000010", "900517", "350101") if zone else CanPassword(CAN)
    try:
        read_document(
            Prepared(answers),
            ReadingAccess(password),
            ReadingRules(bac_allowed=True),
            os.urandom,
        )
    except CardError:
        return

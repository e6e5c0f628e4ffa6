"""A whole document is read in visible steps, through whatever the chip offers."""

import os

import pytest

from specimen_documents import CAN, make_document
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.data_groups.files import EF_CARD_ACCESS, EF_COM, EF_SOD, DataGroup
from thiqa.card.errors import CardRemovedError, NotOurCardError, ReaderError
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import AccessProtocol
from thiqa.card.reading.progress import Progress
from thiqa.card.reading.reader import STEPS, read_document
from thiqa.card.transport.apdu import CommandApdu
from thiqa.card.transport.connection import Card
from unit.card.reading.plain_chip import PlainChip

WITH_CAN = ReadingAccess(CanPassword(CAN))
RULES = ReadingRules()


def test_every_file_is_read_in_a_channel_of_pace() -> None:
    read = read_document(make_document(), WITH_CAN, RULES, os.urandom)
    assert (read.access.protocol, read.access.password) == (AccessProtocol.PACE, "can")
    assert {EF_CARD_ACCESS, EF_COM, EF_SOD} < read.files.keys()
    assert {DataGroup.DG1, DataGroup.DG2, DataGroup.DG14} < read.data_groups.keys()
    assert read.data_groups[DataGroup.DG1][:1] == b"\x61"
    assert not read.refused


def test_the_steps_are_told_timed_and_counted() -> None:
    told: list[Progress] = []
    ticks = iter(range(1_000))
    read = read_document(
        make_document(), WITH_CAN, RULES, os.urandom, told.append, lambda: float(next(ticks))
    )
    assert list(read.seconds) == [step.name for step in STEPS]
    assert set(read.seconds.values()) == {1.0}
    steps = [each.step for each in told if not each.file]
    assert steps == [name for name in read.seconds if name in steps]
    assert {"PACE", "data groups"} < set(steps)
    assert "BAC" not in steps, "nothing was sent for it"
    assert ("EF.DG1", True) in {(each.file, each.done == each.length) for each in told}
    assert read.apdus > len(read.files)


class ShortReader:
    """A reader that cannot do extended lengths, and says so as such readers do."""

    def __init__(self, card: Card, answer: bytes | None) -> None:
        self._card = card
        self._answer = answer

    def transmit(self, command: bytes) -> bytes:
        if not CommandApdu.from_bytes(command).extended:
            return self._card.transmit(command)
        if self._answer is None:
            raise ReaderError("the reader could not pass it on")
        return self._answer


@pytest.mark.parametrize(
    "answer", [bytes.fromhex("6700"), bytes.fromhex("9000"), b"", None], ids=range(4)
)
def test_a_reader_that_cannot_do_what_the_card_can_gets_short_commands(
    answer: bytes | None,
) -> None:
    read = read_document(ShortReader(make_document(), answer), WITH_CAN, RULES, os.urandom)
    assert {DataGroup.DG1, DataGroup.DG2} < read.data_groups.keys()
    assert not read.failures


def test_a_wrong_password_opens_nothing() -> None:
    with pytest.raises(WrongPasswordError):
        read_document(make_document(), ReadingAccess(CanPassword("999999")), RULES, os.urandom)


def test_a_card_without_the_application_is_named() -> None:
    with pytest.raises(NotOurCardError, match="no eMRTD application"):
        read_document(PlainChip({}), WITH_CAN, RULES, os.urandom)


def test_a_card_taken_away_is_named() -> None:
    class Removed:
        def transmit(self, command: bytes) -> bytes:
            raise CardRemovedError("the card was taken out of the reader")

    with pytest.raises(CardRemovedError):
        read_document(Removed(), WITH_CAN, RULES, os.urandom)


def test_nothing_secret_is_shown_of_what_was_read() -> None:
    read = read_document(make_document(), WITH_CAN, RULES, os.urandom)
    assert CAN not in repr(read)
    assert CAN not in repr(WITH_CAN)
    assert "SPECIMEN" not in repr(read)

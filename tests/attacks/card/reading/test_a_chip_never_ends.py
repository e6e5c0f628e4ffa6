"""A chip promises more than any document has, or never comes to an end."""

import pytest

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.errors import CardAnswerError
from thiqa.card.reading.errors import FileRefusedError
from thiqa.card.reading.files import MAX_FILE_BYTES, FileReader
from thiqa.card.transport.apdu import CommandApdu
from thiqa.card.transport.capacity import Capacity
from thiqa.card.transport.exchange import MAX_ANSWER_PARTS, exchange

FACE = DataGroup.DG2.file


class Endless:
    """Gives the same answer to everything."""

    def __init__(self, answer: str, first: str = "") -> None:
        self._answers = [bytes.fromhex(each) for each in (first or answer, answer)]
        self.asked = 0

    def transmit(self, command: bytes) -> bytes:
        self.asked += 1
        return self._answers[min(self.asked, 2) - 1]


def read(chip: Endless) -> bytes:
    reader = FileReader(chip, Capacity(), short_identifiers=True)
    return reader.read(FACE, lambda done, length: None)


def test_a_file_longer_than_any_is_not_begun() -> None:
    chip = Endless("7583" + (MAX_FILE_BYTES + 1).to_bytes(3).hex() + "9000")
    with pytest.raises(FileRefusedError, match="malformed"):
        read(chip)
    assert chip.asked == 1


def test_a_file_that_stops_giving_is_given_up() -> None:
    chip = Endless("9000", first="75820400" + "00" * 96 + "9000")
    with pytest.raises(FileRefusedError, match="malformed"):
        read(chip)
    assert chip.asked == 2


def test_an_answer_in_endless_parts_is_given_up() -> None:
    chip = Endless("6100")
    with pytest.raises(CardAnswerError):
        exchange(chip, CommandApdu(0, 0xB0, 0, 0, expected=256))
    assert chip.asked == MAX_ANSWER_PARTS + 1


def test_a_card_that_is_never_content_with_a_length_is_asked_twice() -> None:
    chip = Endless("6C10")
    assert exchange(chip, CommandApdu(0, 0xB0, 0, 0, expected=256)).status == 0x6C10
    assert chip.asked == 2

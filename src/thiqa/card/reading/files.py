"""Reading files: by the shortest way and in the largest pieces that the card takes."""

from collections.abc import Callable
from typing import Final

from thiqa.card.data_groups.files import ElementaryFile
from thiqa.card.dialect import WITHOUT_ANSWER, Instruction
from thiqa.card.reading.errors import MALFORMED, FileRefusedError, refused_with
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord
from thiqa.card.transport.binary import LARGEST_PLAIN_OFFSET, OBJECT_HEADER_BYTES, read_part
from thiqa.card.transport.capacity import Capacity
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import exchange

MAX_FILE_BYTES: Final = 1_000_000
"""The longest file that is read; faces and fingers have some ten thousand bytes."""

UNDER_CURRENT_DIRECTORY: Final = 0x02
"""P1 of SELECT: an elementary file by its identifier (ICAO 9303-10, section 3.6.2)."""

NO_LONGER_FORM: Final = 0x80
LONGEST_LENGTH_FIELD: Final = 4

Told = Callable[[int, int], None]
"""Is told how many bytes of how many have been read."""


class FileReader:
    """Reads the files of whatever is selected on a card."""

    def __init__(self, card: Card, capacity: Capacity, *, short_identifiers: bool) -> None:
        self._card = card
        self._capacity = capacity
        self._short_identifiers = short_identifiers

    def read(self, file: ElementaryFile, told: Told) -> bytes:
        """Read a file to the end of the object in it; raises FileRefusedError.

        A file without an object is read as far as one answer goes.
        """
        content = self._begin(file)
        if file.tag is None:
            return content
        length = object_length(file, content)
        while len(content) < length:
            told(len(content), length)
            content += self._go_on(file, len(content), length)
        told(length, length)
        return content[:length]

    def _begin(self, file: ElementaryFile) -> bytes:
        count = self._capacity.answer
        if self._short_identifiers:
            answer = read_part(self._card, 0, count, short_identifier=file.short_identifier)
        else:
            self._select(file)
            answer = read_part(self._card, 0, count)
        return _data(file, answer)

    def _select(self, file: ElementaryFile) -> None:
        identifier = file.identifier.to_bytes(2)
        command = CommandApdu(
            0, Instruction.SELECT, UNDER_CURRENT_DIRECTORY, WITHOUT_ANSWER, identifier
        )
        answer = exchange(self._card, command)
        if answer.status != StatusWord.OK:
            raise refused_with(file.name, answer.status)

    def _go_on(self, file: ElementaryFile, offset: int, length: int) -> bytes:
        count = min(length - offset, self._capacity.answer)
        if offset > LARGEST_PLAIN_OFFSET:
            count = min(count, self._capacity.answer - OBJECT_HEADER_BYTES)
        part = _data(file, read_part(self._card, offset, count))
        if not part:
            raise FileRefusedError(file.name, MALFORMED)
        return part


def object_length(file: ElementaryFile, beginning: bytes) -> int:
    """Return how long the object in a file is, from its first bytes (ISO/IEC 8825-1, 8.1.3)."""
    if beginning[:1] != bytes((file.tag or 0,)) or len(beginning) < 2:
        raise FileRefusedError(file.name, MALFORMED)
    first = beginning[1]
    if first < NO_LONGER_FORM:
        return 2 + first
    size = first - NO_LONGER_FORM
    field = beginning[2 : 2 + size]
    length = 2 + size + int.from_bytes(field)
    if not 1 <= size <= LONGEST_LENGTH_FIELD or len(field) != size or length > MAX_FILE_BYTES:
        raise FileRefusedError(file.name, MALFORMED)
    return length


def _data(file: ElementaryFile, answer: ResponseApdu) -> bytes:
    if answer.status != StatusWord.OK:
        raise refused_with(file.name, answer.status)
    return answer.data

"""READ BINARY: one part of a file, near its beginning or far from it."""

from dataclasses import replace
from typing import Final

from thiqa.card.dialect import Instruction
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.apdu import SHORT_LE_MAX, CommandApdu, ResponseApdu, StatusWord
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import exchange
from thiqa.card.transport.tlv import DataObject, parse_one

SHORT_FILE_IDENTIFIER: Final = 0x80
"""Bit 8 of P1 in READ BINARY: its low bits name a file, and P2 is the offset."""
END_OF_FILE: Final = 0x6282
"""The file ended before as much was read as was wanted."""
LARGEST_PLAIN_OFFSET: Final = 0x7FFF
TAG_OFFSET: Final = 0x54
TAG_DISCRETIONARY_DATA: Final = 0x53
OBJECT_HEADER_BYTES: Final = 4
"""The tag and the longest length field around the data that READ BINARY B1 gives."""


def read_part(
    card: Card, offset: int, count: int, *, short_identifier: int | None = None
) -> ResponseApdu:
    """Read from a file: the selected one, or at offset 0 the one that a short identifier names.

    The data may be less than wanted, where the file ends; ISO/IEC 7816-4, section 11.3.3.
    """
    if offset > LARGEST_PLAIN_OFFSET:
        return _read_far(card, offset, count)
    first, second = offset >> 8, offset & 0xFF
    if short_identifier is not None:
        first = SHORT_FILE_IDENTIFIER | short_identifier
    command = CommandApdu(
        0, Instruction.READ_BINARY, first, second, b"", count, count > SHORT_LE_MAX
    )
    return _whole(exchange(card, command), count)


def _read_far(card: Card, offset: int, count: int) -> ResponseApdu:
    """READ BINARY with odd instruction: offset and data are in data objects."""
    place = DataObject(TAG_OFFSET, offset.to_bytes(3).lstrip(b"\0")).to_bytes()
    wanted = count + OBJECT_HEADER_BYTES
    command = CommandApdu(
        0, Instruction.READ_BINARY_ODD, 0, 0, place, wanted, wanted > SHORT_LE_MAX
    )
    answer = exchange(card, command)
    if answer.status not in (StatusWord.OK, END_OF_FILE):
        return answer
    data = parse_one(answer.data, TAG_DISCRETIONARY_DATA).value
    return _whole(replace(answer, data=data), count)


def _whole(answer: ResponseApdu, count: int) -> ResponseApdu:
    """The end of the file is no fault; more than was wanted is one."""
    if answer.status == END_OF_FILE:
        answer = replace(answer, status=StatusWord.OK)
    if len(answer.data) > count:
        raise CardAnswerError("reading a file: more than was wanted", answer.status)
    return answer

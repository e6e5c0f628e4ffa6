"""Data objects of card-verifiable certificates (TR-03110-3, appendix D.2), read strictly."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from thiqa.card.channel.cv_certificates.errors import CvMalformedError
from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import DataObject, parse

OBJECT_IDENTIFIER: Final = 0x06
AUTHORITY_REFERENCE: Final = 0x42
DISCRETIONARY_DATA: Final = 0x53
HOLDER_REFERENCE: Final = 0x5F20
EXPIRATION_DATE: Final = 0x5F24
EFFECTIVE_DATE: Final = 0x5F25
PROFILE_IDENTIFIER: Final = 0x5F29
SIGNATURE: Final = 0x5F37
EXTENSIONS: Final = 0x65
CERTIFICATE: Final = 0x7F21
PUBLIC_KEY: Final = 0x7F49
HOLDER_AUTHORIZATION: Final = 0x7F4C
BODY: Final = 0x7F4E

DATE_BYTES: Final = 6
CENTURY: Final = 2000
"""Years are those from 2000 to 2099 (appendix D.2.1.3)."""


def read_sequence(
    value: bytes, required: Sequence[int], optional: Sequence[int] = ()
) -> dict[int, bytes]:
    """Read data objects that come once each, in this order, with nothing between them."""
    try:
        objects = parse(value)
    except TlvError as error:
        raise CvMalformedError(f"not the data objects of a certificate: {error}") from error
    tags = [item.tag for item in objects]
    there = set(tags)
    expected = [*required, *(tag for tag in optional if tag in there)]
    if tags != expected:
        raise CvMalformedError("data objects are missing, unknown, double or out of order")
    return {item.tag: item.value for item in objects}


def write(tag: int, *parts: bytes) -> bytes:
    """Write a data object around its parts."""
    return DataObject(tag, b"".join(parts)).to_bytes()


def read_date(value: bytes) -> date:
    """Read a date: six digits YYMMDD, each in a byte of its own (appendix D.2.1.3)."""
    if len(value) != DATE_BYTES or max(value) > 9:
        raise CvMalformedError("a date that is not six digits")
    year, month, day = (10 * value[at] + value[at + 1] for at in (0, 2, 4))
    try:
        return date(CENTURY + year, month, day)
    except ValueError as error:
        raise CvMalformedError("a date that no calendar has") from error


def write_date(day: date) -> bytes:
    """Write a date of this century."""
    if not CENTURY <= day.year < CENTURY + 100:
        raise CvMalformedError("a date outside of 2000 to 2099")
    return bytes(int(digit) for digit in f"{day:%y%m%d}")


def read_number(value: bytes) -> int:
    """Read an unsigned integer without leading zeros (appendix D.2.1.1)."""
    if not value or value[0] == 0:
        raise CvMalformedError("a number that is empty, zero, or longer than it needs to be")
    return int.from_bytes(value)


def write_number(number: int) -> bytes:
    """Write a positive number in as few bytes as hold it."""
    return number.to_bytes((number.bit_length() + 7) // 8)


def tags(value: bytes) -> tuple[int, ...]:
    """Return the tags of data objects that follow each other."""
    try:
        return tuple(item.tag for item in parse(value))
    except TlvError as error:
        raise CvMalformedError(f"not the data objects of a certificate: {error}") from error


def first(value: bytes, tag: int) -> bytes:
    """Return the value of the first data object, which has this tag."""
    try:
        item = parse(value)[0]
    except (TlvError, IndexError) as error:
        raise CvMalformedError(f"not the data objects of a certificate: {error}") from error
    if item.tag != tag:
        raise CvMalformedError(f"the first data object is not {tag:X}")
    return item.value

"""The few types of ASN.1 that a chip's own structures are made of, in DER (X.690)."""

from typing import Final

from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import DataObject

INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
OBJECT_IDENTIFIER: Final = 0x06
SEQUENCE: Final = 0x30
SET: Final = 0x31

MAX_IDENTIFIER_BYTES: Final = 32
"""The longest object identifier that is read."""


def value_of(item: DataObject, tag: int) -> bytes:
    """Return what a value holds, if it is of the type that is due."""
    if item.tag != tag:
        raise TlvError(f"a value of type {item.tag:02X} where {tag:02X} is due")
    return item.value


def read_unsigned(item: DataObject, max_bytes: int) -> int:
    """Read an INTEGER that is not negative, in the fewest octets (X.690, section 8.3)."""
    value = value_of(item, INTEGER)
    if not value or value[0] & 0x80 or (value[0] == 0 and len(value) > 1 and value[1] < 0x80):
        raise TlvError("an integer that is negative or longer than it needs to be")
    if len(value) > max_bytes + 1:
        raise TlvError("an integer that is too large")
    return int.from_bytes(value)


def write_unsigned(number: int) -> DataObject:
    """Write an INTEGER that is not negative."""
    return DataObject(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def read_identifier(item: DataObject) -> str:
    """Read an OBJECT IDENTIFIER as numbers with dots between them (X.690, section 8.19)."""
    return decode_identifier(value_of(item, OBJECT_IDENTIFIER))


def decode_identifier(value: bytes) -> str:
    """Read an object identifier without its tag and length."""
    if not 0 < len(value) <= MAX_IDENTIFIER_BYTES or value[-1] & 0x80:
        raise TlvError("an object identifier that is empty, cut off or too long")
    arcs, number, starts = [], 0, True
    for octet in value:
        if starts and octet == 0x80:
            raise TlvError("an object identifier with a number longer than it needs to be")
        number = number << 7 | octet & 0x7F
        starts = not octet & 0x80
        if starts:
            arcs.append(number)
            number = 0
    root = min(arcs[0] // 40, 2)
    return ".".join(map(str, (root, arcs[0] - 40 * root, *arcs[1:])))


def encode_identifier(dotted: str) -> bytes:
    """Write an object identifier without its tag and length."""
    root, first, *rest = (int(arc) for arc in dotted.split("."))
    return b"".join(_base_128(arc) for arc in (40 * root + first, *rest))


def write_identifier(dotted: str) -> DataObject:
    """Write an OBJECT IDENTIFIER."""
    return DataObject(OBJECT_IDENTIFIER, encode_identifier(dotted))


def sequence(*parts: bytes) -> bytes:
    """Write a SEQUENCE of values that are written already."""
    return DataObject(SEQUENCE, b"".join(parts)).to_bytes()


def _base_128(number: int) -> bytes:
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(number & 0x7F | 0x80)
    return bytes(reversed(octets))

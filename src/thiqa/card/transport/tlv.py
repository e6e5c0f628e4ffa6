"""BER-TLV data objects (ISO/IEC 7816-4, section 6.3), read strictly: one spelling per object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from thiqa.card.errors import TlvError

MAX_TAG_BYTES: Final = 3
MAX_VALUE_BYTES: Final = 65_535
ICAO_TAGS: Final = 0x5F
"""First byte of tags that fit one byte, such as 5F01: ICAO 9303-10 uses them as they are."""


@dataclass(frozen=True, slots=True)
class DataObject:
    """A tag, written as the number that its bytes spell, and a value."""

    tag: int
    value: bytes

    def to_bytes(self) -> bytes:
        """Write the object with the shortest length field."""
        return write_tag(self.tag) + _length_field(len(self.value)) + self.value


def parse(data: bytes) -> tuple[DataObject, ...]:
    """Read data objects that follow each other and fill the bytes exactly."""
    return tuple(_objects(data))


def parse_one(data: bytes, tag: int) -> DataObject:
    """Read exactly one data object, of the tag that is due."""
    objects = parse(data)
    if len(objects) != 1 or objects[0].tag != tag:
        raise TlvError(f"not one data object {tag:X}")
    return objects[0]


def only(objects: Sequence[DataObject], tag: int) -> bytes:
    """Return the value of the one object with a tag."""
    values = [item.value for item in objects if item.tag == tag]
    if len(values) != 1:
        raise TlvError(f"data object {tag:X} is there {len(values)} times")
    return values[0]


def parse_tags(data: bytes) -> tuple[int, ...]:
    """Read tags that follow each other and fill the bytes exactly."""
    tags, at = [], 0
    while at < len(data):
        tag, at = _read_tag(data, at)
        tags.append(tag)
    return tuple(tags)


def write_tag(tag: int) -> bytes:
    """Write a tag."""
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1)


def _objects(data: bytes) -> Iterator[DataObject]:
    at = 0
    while at < len(data):
        tag, at = _read_tag(data, at)
        length, at = _read_length(data, at)
        if at + length > len(data):
            raise TlvError("data object is cut off")
        yield DataObject(tag, data[at : at + length])
        at += length


def _read_tag(data: bytes, at: int) -> tuple[int, int]:
    """Read a tag of one to three bytes (ISO/IEC 8825-1, section 8.1.2)."""
    first = data[at]
    if first in (0x00, 0xFF):
        raise TlvError("padding between data objects")
    if first & 0x1F != 0x1F:
        return first, at + 1
    for size in range(2, MAX_TAG_BYTES + 1):
        if at + size > len(data):
            break
        if not data[at + size - 1] & 0x80:
            needless = size == 2 and data[at + 1] < 0x1F and first != ICAO_TAGS
            if data[at + 1] == 0x80 or needless:
                raise TlvError("tag is longer than it needs to be")
            return int.from_bytes(data[at : at + size]), at + size
    raise TlvError("tag is cut off or too long")


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    """Read a definite length in its shortest form (ISO/IEC 8825-1, sections 8.1.3 and 10.1)."""
    if at >= len(data):
        raise TlvError("length is missing")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    size = first & 0x7F
    field = data[at + 1 : at + 1 + size]
    length = int.from_bytes(field)
    if not 1 <= size <= 2 or len(field) != size or _length_field(length) != data[at:][: 1 + size]:
        raise TlvError("length is indefinite, cut off or not in its shortest form")
    return length, at + 1 + size


def _length_field(length: int) -> bytes:
    if length < 0x80:
        return bytes((length,))
    if length > MAX_VALUE_BYTES:
        raise TlvError("data object is too long")
    size = 1 if length < 0x100 else 2
    return bytes((0x80 | size,)) + length.to_bytes(size)

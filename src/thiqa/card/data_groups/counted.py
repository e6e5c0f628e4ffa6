"""A number and as many data objects, as several groups begin (ICAO 9303-10, section 4.7)."""

from collections.abc import Sequence
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.transport.tlv import DataObject, parse

TAG_COUNT: Final = 0x02


def read_counted(value: bytes, most: int, name: str) -> tuple[DataObject, ...]:
    """Return the objects that follow their number, which is not above a limit."""
    first, *objects = parse(value) or (DataObject(0, b""),)
    if len(objects) > most or first != DataObject(TAG_COUNT, bytes((len(objects),))):
        raise DataGroupError(f"{name}: not a number and as many objects")
    return tuple(objects)


def write_counted(objects: Sequence[DataObject]) -> bytes:
    """Write objects behind their number."""
    count = DataObject(TAG_COUNT, bytes((len(objects),)))
    return b"".join(item.to_bytes() for item in (count, *objects))

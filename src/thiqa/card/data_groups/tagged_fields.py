"""Groups made of a list of tags and an object for each of them (ICAO 9303-10, section 4.7.11)."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from thiqa.card.data_groups.counted import read_counted, write_counted
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.transport.tlv import (
    DataObject,
    parse,
    parse_one,
    parse_tags,
    write_tag,
)

TAG_TAG_LIST: Final = 0x5C
TAG_SEVERAL: Final = 0xA0
MAX_SEVERAL: Final = 99


class Field(NamedTuple):
    """The attribute that an object is read into, and how; `several` of them stand inside A0."""

    attribute: str
    read: Callable[[bytes], Any]
    write: Callable[[Any], bytes]
    several: bool = False


Fields = Mapping[int, Field]
"""The objects that a group can have, by their tag."""


def read_fields(file: bytes, group: DataGroup, fields: Fields) -> dict[str, Any]:
    """Read the objects of a group by their attribute.

    1. The list of tags comes first and names each tag once.
    2. What is listed is there, and nothing else is.
    3. Each object is one of the group's.
    """
    first, *objects = parse(parse_one(file, group.tag).value) or (DataObject(0, b""),)
    if first.tag != TAG_TAG_LIST:  # 1
        raise DataGroupError(f"{group.name}: the list of tags does not come first")
    listed = [_place(tag, fields) for tag in parse_tags(first.value)]
    there = [item.tag for item in objects]
    if sorted(listed) != sorted(there) or len(set(there)) != len(there):  # 2
        raise DataGroupError(f"{group.name}: not the objects that its list names")
    found: dict[str, Any] = {}
    for item in objects:  # 3
        if item.tag == TAG_SEVERAL:
            found |= _read_several(item.value, group, fields)
        elif (field := fields.get(item.tag)) is not None and not field.several:
            found[field.attribute] = field.read(item.value)
        else:
            raise DataGroupError(f"{group.name}: {item.tag:X} is none of its objects")
    return found


def write_fields(record: Any, group: DataGroup, fields: Fields) -> bytes:
    """Write the attributes of a record that are not empty."""
    tags, objects = b"", b""
    for tag, field in fields.items():
        value = getattr(record, field.attribute)
        if value is None or value in ((), ""):
            continue
        tags += write_tag(tag)
        item = _write_several(tag, field, value) if field.several else field.write(value)
        objects += DataObject(TAG_SEVERAL if field.several else tag, item).to_bytes()
    return DataObject(group.tag, DataObject(TAG_TAG_LIST, tags).to_bytes() + objects).to_bytes()


def _place(tag: int, fields: Fields) -> int:
    """Return the tag of the object in which what is listed stands."""
    return TAG_SEVERAL if tag in fields and fields[tag].several else tag


def _read_several(value: bytes, group: DataGroup, fields: Fields) -> dict[str, Any]:
    ((tag, field),) = [(tag, field) for tag, field in fields.items() if field.several]
    items = read_counted(value, MAX_SEVERAL, group.name)
    if any(item.tag != tag for item in items):
        raise DataGroupError(f"{group.name}: something else among several of a kind")
    return {field.attribute: tuple(field.read(item.value) for item in items)}


def _write_several(tag: int, field: Field, values: tuple[Any, ...]) -> bytes:
    return write_counted([DataObject(tag, field.write(value)) for value in values])

"""DG16: persons to tell in an emergency (ICAO 9303-10, section 4.7.16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from thiqa.card.data_groups.counted import read_counted, write_counted
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.text_fields import (
    FullName,
    read_day,
    read_lines,
    read_name,
    read_text,
    write_day,
    write_lines,
    write_name,
    write_text,
)
from thiqa.card.transport.tlv import DataObject, parse, parse_one

TAG_FIRST_PERSON: Final = 0xA1
MAX_PERSONS: Final = 14
"""As many tags follow A1 in one byte."""
TAG_RECORDED: Final = 0x5F50
TAG_NAME: Final = 0x5F51
TAG_TELEPHONE: Final = 0x5F52
TAG_ADDRESS: Final = 0x5F53
TAGS: Final = [TAG_RECORDED, TAG_NAME, TAG_TELEPHONE, TAG_ADDRESS]


@dataclass(frozen=True, slots=True, repr=False)
class PersonToNotify:
    """Somebody to tell; `recorded` is eight digits, the day on which it was written down."""

    recorded: str
    name: FullName
    telephone: str
    address: tuple[str, ...]


def read_dg16(file: bytes) -> tuple[PersonToNotify, ...]:
    """Read the persons to tell."""
    persons = read_counted(parse_one(file, DataGroup.DG16.tag).value, MAX_PERSONS, "DG16")
    for at, item in enumerate(persons):
        if item.tag != TAG_FIRST_PERSON + at:
            raise DataGroupError("DG16: the persons are not numbered")
    return tuple(_read_person(item.value) for item in persons)


def write_dg16(persons: Sequence[PersonToNotify]) -> bytes:
    """Write the persons to tell."""
    if len(persons) > MAX_PERSONS:
        raise DataGroupError("DG16: too many persons")
    objects = [
        DataObject(TAG_FIRST_PERSON + at, _write_person(person))
        for at, person in enumerate(persons)
    ]
    return DataObject(DataGroup.DG16.tag, write_counted(objects)).to_bytes()


def _read_person(value: bytes) -> PersonToNotify:
    objects = parse(value)
    if [item.tag for item in objects] != TAGS:
        raise DataGroupError("DG16: not day, name, telephone and address of a person")
    recorded, name, telephone, address = (item.value for item in objects)
    return PersonToNotify(
        read_day(recorded), read_name(name), read_text(telephone), read_lines(address)
    )


def _write_person(person: PersonToNotify) -> bytes:
    objects = (
        DataObject(TAG_RECORDED, write_day(person.recorded)),
        DataObject(TAG_NAME, write_name(person.name)),
        DataObject(TAG_TELEPHONE, write_text(person.telephone)),
        DataObject(TAG_ADDRESS, write_lines(person.address)),
    )
    return b"".join(item.to_bytes() for item in objects)

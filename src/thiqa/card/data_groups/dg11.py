"""DG11: more about the person, in national characters (ICAO 9303-10, section 4.7.11)."""

from dataclasses import dataclass
from typing import Final

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.tagged_fields import Field, read_fields, write_fields
from thiqa.card.data_groups.text_fields import (
    FullName,
    read_day,
    read_lines,
    read_name,
    read_picture,
    read_text,
    write_day,
    write_lines,
    write_name,
    write_text,
)


@dataclass(frozen=True, slots=True, repr=False)
class PersonalDetails:
    """What a document says beyond its machine-readable zone; what it leaves out is None or empty.

    `name` is in national characters; `date_of_birth` is eight digits.
    """

    name: FullName | None = None
    other_names: tuple[FullName, ...] = ()
    personal_number: str | None = None
    date_of_birth: str | None = None
    place_of_birth: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    telephone: str | None = None
    profession: str | None = None
    title: str | None = None
    summary: str | None = None
    proof_of_citizenship: bytes | None = None
    other_documents: tuple[str, ...] = ()
    custody: str | None = None


FIELDS: Final = {
    0x5F0E: Field("name", read_name, write_name),
    0x5F0F: Field("other_names", read_name, write_name, several=True),
    0x5F10: Field("personal_number", read_text, write_text),
    0x5F2B: Field("date_of_birth", read_day, write_day),
    0x5F11: Field("place_of_birth", read_lines, write_lines),
    0x5F42: Field("address", read_lines, write_lines),
    0x5F12: Field("telephone", read_text, write_text),
    0x5F13: Field("profession", read_text, write_text),
    0x5F14: Field("title", read_text, write_text),
    0x5F15: Field("summary", read_text, write_text),
    0x5F16: Field("proof_of_citizenship", read_picture, read_picture),
    0x5F17: Field("other_documents", read_lines, write_lines),
    0x5F18: Field("custody", read_text, write_text),
}


def read_dg11(file: bytes) -> PersonalDetails:
    """Read DG11."""
    return PersonalDetails(**read_fields(file, DataGroup.DG11, FIELDS))


def write_dg11(details: PersonalDetails) -> bytes:
    """Write DG11."""
    return write_fields(details, DataGroup.DG11, FIELDS)

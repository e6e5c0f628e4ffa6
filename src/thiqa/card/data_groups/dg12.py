"""DG12: more about the document (ICAO 9303-10, section 4.7.12)."""

from dataclasses import dataclass
from typing import Final

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.tagged_fields import Field, read_fields, write_fields
from thiqa.card.data_groups.text_fields import (
    FullName,
    read_day,
    read_instant,
    read_name,
    read_picture,
    read_text,
    write_day,
    write_instant,
    write_name,
    write_text,
)


@dataclass(frozen=True, slots=True, repr=False)
class DocumentDetails:
    """How a document came into being; what it leaves out is None or empty.

    `date_of_issue` is eight digits, `personalised_at` fourteen.
    """

    authority: str | None = None
    date_of_issue: str | None = None
    other_persons: tuple[FullName, ...] = ()
    endorsements: str | None = None
    taxes: str | None = None
    front: bytes | None = None
    rear: bytes | None = None
    personalised_at: str | None = None
    personalisation_system: str | None = None


FIELDS: Final = {
    0x5F19: Field("authority", read_text, write_text),
    0x5F26: Field("date_of_issue", read_day, write_day),
    0x5F1A: Field("other_persons", read_name, write_name, several=True),
    0x5F1B: Field("endorsements", read_text, write_text),
    0x5F1C: Field("taxes", read_text, write_text),
    0x5F1D: Field("front", read_picture, read_picture),
    0x5F1E: Field("rear", read_picture, read_picture),
    0x5F55: Field("personalised_at", read_instant, write_instant),
    0x5F56: Field("personalisation_system", read_text, write_text),
}


def read_dg12(file: bytes) -> DocumentDetails:
    """Read DG12."""
    return DocumentDetails(**read_fields(file, DataGroup.DG12, FIELDS))


def write_dg12(details: DocumentDetails) -> bytes:
    """Write DG12."""
    return write_fields(details, DataGroup.DG12, FIELDS)

"""The data groups about holder and document: what is said of a specimen citizen."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from thiqa.card.data_groups.dg1 import write_dg1
from thiqa.card.data_groups.dg2 import write_dg2
from thiqa.card.data_groups.dg3 import write_dg3
from thiqa.card.data_groups.dg4 import write_dg4
from thiqa.card.data_groups.dg11 import PersonalDetails, write_dg11
from thiqa.card.data_groups.dg12 import DocumentDetails, write_dg12
from thiqa.card.data_groups.dg16 import PersonToNotify, write_dg16
from thiqa.card.data_groups.displayed_images import write_dg5, write_dg7
from thiqa.card.data_groups.face_record import Face
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.finger_record import Finger
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.data_groups.issuer_data import write_dg13
from thiqa.card.data_groups.mrz import FILLER, MachineReadableZone
from thiqa.card.data_groups.names import transliterate
from thiqa.card.data_groups.text_fields import FullName
from thiqa.card.software.document.description import Description
from thiqa.card.software.document.pictures import FINGER_SIZE, draw_fingerprint, draw_signature
from thiqa.card.software.personas import Persona
from thiqa.card.software.portrait import draw_portrait

RIGHT_INDEX: Final = 2
"""The finger's number in ISO/IEC 19794-4."""
AUTHORITY: Final = "SPECIMEN"
SEXES: Final = {"male": "M", "female": "F"}
UNKNOWN: Final = 2 * FILLER
WHOLE_DATE: Final = len("YYYY-MM-DD")


def write_holder(description: Description) -> dict[DataGroup, bytes]:
    """Write the data groups about the holder that a description asks for."""
    return {
        group: WRITERS[group](description)
        for group in sorted(description.data_groups)
        if group in WRITERS
    }


def zone_of(description: Description) -> MachineReadableZone:
    """Return the machine-readable zone of a document."""
    claims = description.citizen.claims
    given = _latin(claims, "given_name")
    return MachineReadableZone(
        layout=description.layout,
        document_code=description.code,
        issuer=description.issuer,
        document_number=description.number,
        nationality=description.nationality,
        date_of_birth=_date_of_birth(claims.get("birthdate", "")),
        sex=SEXES.get(claims.get("gender", ""), FILLER),
        date_of_expiry=description.expires[2:],
        primary=transliterate(_latin(claims, "family_name")),
        secondary=transliterate(given) if given else "",
        optional=description.citizen.national_number,
    )


def _latin(claims: Mapping[str, Any], name: str) -> str:
    """Return a name in Latin letters, or else in Arabic ones, from which it is transliterated."""
    return str(claims.get(name) or claims.get(f"{name}#ar") or "")


def _date_of_birth(birthdate: str) -> str:
    """Return YYMMDD, with fillers for what is not known (ICAO 9303-3, section 4.8)."""
    parts = [birthdate[2:4], birthdate[5:7], birthdate[8:10]]
    return "".join(part or UNKNOWN for part in parts)


def _write_zone(description: Description) -> bytes:
    return write_dg1(zone_of(description))


def _write_portrait(description: Description) -> bytes:
    wanted = description.portrait
    size = (wanted.width, wanted.height)
    image = draw_portrait(description.citizen.national_number, wanted.format, size)
    return write_dg2([Face(image, wanted.format, *size)])


def _write_person(description: Description) -> bytes:
    citizen = description.citizen
    birthdate = str(citizen.claims.get("birthdate", ""))
    whole = len(birthdate) == WHOLE_DATE
    return write_dg11(
        PersonalDetails(
            name=_national_name(citizen),
            personal_number=citizen.national_number,
            date_of_birth=birthdate.replace("-", "") if whole else None,
            place_of_birth=_place(citizen, "place_of_birth", "locality"),
            address=_place(citizen, "address", "formatted"),
        )
    )


def _national_name(citizen: Persona) -> FullName:
    """Return the name in Arabic, or in Latin letters where there is no other."""
    family, given = (
        str(citizen.claims.get(f"{name}#ar") or citizen.claims.get(name) or "")
        for name in ("family_name", "given_name")
    )
    return FullName(family, given)


def _place(citizen: Persona, name: str, member: str) -> tuple[str, ...]:
    places = (citizen.claims.get(key, {}) for key in (f"{name}#ar", name))
    return tuple(place[member] for place in places if member in place)[:1]


def _write_document(description: Description) -> bytes:
    return write_dg12(DocumentDetails(authority=AUTHORITY, date_of_issue=description.issued))


def _write_fingers(description: Description) -> bytes:
    width, height = FINGER_SIZE
    finger = Finger(draw_fingerprint(), RIGHT_INDEX, width, height)
    return write_dg3([finger], b"")


def _write_irises(description: Description) -> bytes:
    """Write that there are none, with something in which no two documents are alike (4.7.4)."""
    return write_dg4([], 0, 0, description.number.encode())


def _write_printed_portrait(description: Description) -> bytes:
    wanted = description.portrait
    size = (wanted.width, wanted.height)
    return write_dg5([draw_portrait(description.citizen.national_number, ImageFormat.JPEG, size)])


def _write_signature(description: Description) -> bytes:
    return write_dg7([draw_signature(zone_of(description).primary)])


def _write_issuer_data(description: Description) -> bytes:
    return write_dg13(AUTHORITY.encode())


def _write_person_to_tell(description: Description) -> bytes:
    name = FullName("SPECIMEN", "NOBODY")
    return write_dg16([PersonToNotify(description.issued, name, "+000", ("Specimen",))])


WRITERS: Final[Mapping[DataGroup, Callable[[Description], bytes]]] = {
    DataGroup.DG1: _write_zone,
    DataGroup.DG2: _write_portrait,
    DataGroup.DG3: _write_fingers,
    DataGroup.DG4: _write_irises,
    DataGroup.DG5: _write_printed_portrait,
    DataGroup.DG7: _write_signature,
    DataGroup.DG11: _write_person,
    DataGroup.DG12: _write_document,
    DataGroup.DG13: _write_issuer_data,
    DataGroup.DG16: _write_person_to_tell,
}

"""DG3: fingerprints, behind terminal authentication (ICAO 9303-10, section 4.7.3)."""

from collections.abc import Sequence
from typing import Final

from thiqa.card.data_groups.cbeff import (
    HEADER_VERSION,
    ICAO_OWNER,
    BiometricHeader,
    BiometricTemplate,
    Encoding,
    read_templates,
    write_templates,
)
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.finger_record import Finger, read_fingers, write_fingers

KIND_FINGER: Final = 0x08
FORMAT_FINGER: Final = 0x0007
UNKNOWN_FINGER: Final = 0x00
SUBTYPES: Final = (0x05, 0x09, 0x0D, 0x11, 0x15, 0x06, 0x0A, 0x0E, 0x12, 0x16)
"""What a header calls the fingers, the thumb of the right hand first (ICAO 9303-10, table 46)."""


def read_dg3(file: bytes) -> tuple[Finger, ...]:
    """Read the fingerprints; there may be none."""
    fingers: list[Finger] = []
    for template in read_templates(file, DataGroup.DG3):
        if template.encoding is not Encoding.ISO_19794:
            raise DataGroupError("DG3: fingerprints by ISO/IEC 39794-4 are not read")
        fingers.extend(read_fingers(template.block))
    return tuple(fingers)


def write_dg3(fingers: Sequence[Finger], filling: bytes) -> bytes:
    """Write fingerprints, a template for each; without any, random bytes as filling."""
    return write_templates([_template(each) for each in fingers], DataGroup.DG3, filling)


def _template(finger: Finger) -> BiometricTemplate:
    header = BiometricHeader(
        version=HEADER_VERSION,
        kind=KIND_FINGER,
        subtype=SUBTYPES[finger.position - 1] if finger.position else UNKNOWN_FINGER,
        format_owner=ICAO_OWNER,
        format_type=FORMAT_FINGER,
    )
    return BiometricTemplate(header, Encoding.ISO_19794, write_fingers((finger,)))

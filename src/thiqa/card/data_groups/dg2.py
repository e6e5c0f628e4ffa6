"""DG2: the portrait (ICAO 9303-10, section 4.7.2)."""

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
from thiqa.card.data_groups.face_block import read_face_block
from thiqa.card.data_groups.face_record import Face, read_faces, write_faces
from thiqa.card.data_groups.files import DataGroup

KIND_FACE: Final = 0x02
FORMAT_FACE: Final = 0x0008


def read_dg2(file: bytes) -> tuple[Face, ...]:
    """Read the portraits, of which there is one at least."""
    faces: list[Face] = []
    for template in read_templates(file, DataGroup.DG2):
        new = template.encoding is Encoding.ISO_39794
        faces.extend((read_face_block if new else read_faces)(template.block))
    if not faces:
        raise DataGroupError("DG2: no portrait")
    return tuple(faces)


def write_dg2(faces: Sequence[Face]) -> bytes:
    """Write the portraits."""
    header = BiometricHeader(
        version=HEADER_VERSION,
        kind=KIND_FACE,
        subtype=0,
        format_owner=ICAO_OWNER,
        format_type=FORMAT_FACE,
    )
    template = BiometricTemplate(header, Encoding.ISO_19794, write_faces(faces))
    return write_templates((template,), DataGroup.DG2)

"""DG4: irises, behind terminal authentication (ICAO 9303-10, section 4.7.4)."""

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
from thiqa.card.data_groups.iris_record import Iris, read_irises, write_irises

KIND_IRIS: Final = 0x10
FORMAT_IRIS: Final = 0x0009


def read_dg4(file: bytes) -> tuple[Iris, ...]:
    """Read the irises; there may be none."""
    irises: list[Iris] = []
    for template in read_templates(file, DataGroup.DG4):
        if template.encoding is not Encoding.ISO_19794:
            raise DataGroupError("DG4: irises by ISO/IEC 39794-6 are not read")
        irises.extend(read_irises(template.block))
    return tuple(irises)


def write_dg4(irises: Sequence[Iris], width: int, height: int, filling: bytes) -> bytes:
    """Write irises, a template for each eye; without any, random bytes as filling."""
    templates = [_template(iris, width, height) for iris in irises]
    return write_templates(templates, DataGroup.DG4, filling)


def _template(iris: Iris, width: int, height: int) -> BiometricTemplate:
    header = BiometricHeader(
        version=HEADER_VERSION,
        kind=KIND_IRIS,
        subtype=iris.eye,
        format_owner=ICAO_OWNER,
        format_type=FORMAT_IRIS,
    )
    record = write_irises((iris,), width, height)
    return BiometricTemplate(header, Encoding.ISO_19794, record)

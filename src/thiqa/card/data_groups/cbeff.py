"""The frame around biometric data: templates with a header each (ICAO 9303-10, section 4.7.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.transport.tlv import DataObject, only, parse, parse_one

TAG_GROUP: Final = 0x7F61
TAG_COUNT: Final = 0x02
TAG_TEMPLATE: Final = 0x7F60
TAG_HEADER: Final = 0xA1
TAG_FILLING: Final = 0x53
"""Random bytes that tell apart the hashes of groups without a template."""

MAX_TEMPLATES: Final = 9
HEADER_VERSION: Final = 0x0101
ICAO_OWNER: Final = 0x0101
"""The owner of the formats: subcommittee 37 of ISO/IEC JTC 1."""


class Encoding(IntEnum):
    """By which family of standards a block is written, told by its tag."""

    ISO_19794 = 0x5F2E
    ISO_39794 = 0x7F2E


_HEADER_LENGTHS: Final = {
    0x80: (2,),
    0x81: (1, 2, 3),
    0x82: (1,),
    0x83: (7,),
    0x85: (8,),
    0x86: (2, 4),
    0x87: (2,),
    0x88: (2,),
}
"""Tags of a header and how many bytes each may have."""


@dataclass(frozen=True, slots=True)
class BiometricHeader:
    """What a header says of its block; what it leaves out is None."""

    format_owner: int
    format_type: int
    kind: int | None = None
    subtype: int | None = None
    creator: bytes | None = None
    version: int | None = None
    created: bytes | None = None
    validity: bytes | None = None


@dataclass(frozen=True, slots=True)
class BiometricTemplate:
    """A header and the block of biometric data that it describes."""

    header: BiometricHeader
    encoding: Encoding
    block: bytes = field(repr=False)


def read_templates(file: bytes, group: DataGroup) -> tuple[BiometricTemplate, ...]:
    """Read the templates of a biometric data group; DG3 and DG4 may have none."""
    items = parse(parse_one(parse_one(file, group.tag).value, TAG_GROUP).value)
    templates = [item for item in items if item.tag == TAG_TEMPLATE]
    if only(items, TAG_COUNT) != bytes((len(templates),)) or len(templates) > MAX_TEMPLATES:
        raise DataGroupError(f"{group.name}: not as many templates as it says")
    others = [item.tag for item in items if item.tag not in (TAG_COUNT, TAG_TEMPLATE)]
    if others and (templates or others != [TAG_FILLING]):
        raise DataGroupError(f"{group.name}: something else between the templates")
    return tuple(_read_template(item.value, group) for item in templates)


def write_templates(
    templates: Sequence[BiometricTemplate], group: DataGroup, filling: bytes = b""
) -> bytes:
    """Write a biometric data group; `filling` stands in one without templates."""
    items = [DataObject(TAG_COUNT, bytes((len(templates),)))]
    items += [DataObject(TAG_TEMPLATE, _write_template(each)) for each in templates]
    if not templates and filling:
        items.append(DataObject(TAG_FILLING, filling))
    inner = DataObject(TAG_GROUP, _join(items))
    return DataObject(group.tag, inner.to_bytes()).to_bytes()


def _read_template(value: bytes, group: DataGroup) -> BiometricTemplate:
    objects = parse(value)
    try:
        header, block = objects
        encoding = Encoding(block.tag)
    except ValueError:
        raise DataGroupError(f"{group.name}: a template is not a header and a block") from None
    return BiometricTemplate(_read_header(only((header,), TAG_HEADER)), encoding, block.value)


def _read_header(value: bytes) -> BiometricHeader:
    found: dict[int, bytes] = {}
    for item in parse(value):
        if item.tag in found or len(item.value) not in _HEADER_LENGTHS.get(item.tag, ()):
            raise DataGroupError("a biometric header holds something unforeseen")
        found[item.tag] = item.value
    if not {0x87, 0x88} <= set(found):
        raise DataGroupError("a biometric header does not say the format of its block")
    numbers = {tag: int.from_bytes(value) for tag, value in found.items()}
    return BiometricHeader(
        format_owner=numbers[0x87],
        format_type=numbers[0x88],
        kind=numbers.get(0x81),
        subtype=numbers.get(0x82),
        creator=found.get(0x86),
        version=numbers.get(0x80),
        created=found.get(0x83),
        validity=found.get(0x85),
    )


def _write_template(template: BiometricTemplate) -> bytes:
    header = template.header
    values = (
        (0x80, _number(header.version, 2)),
        (0x81, _number(header.kind, 1)),
        (0x82, _number(header.subtype, 1)),
        (0x83, header.created),
        (0x85, header.validity),
        (0x86, header.creator),
        (0x87, _number(header.format_owner, 2)),
        (0x88, _number(header.format_type, 2)),
    )
    objects = [DataObject(tag, value) for tag, value in values if value is not None]
    items = (DataObject(TAG_HEADER, _join(objects)), DataObject(template.encoding, template.block))
    return _join(items)


def _number(value: int | None, size: int) -> bytes | None:
    return None if value is None else value.to_bytes(size)


def _join(objects: Sequence[DataObject]) -> bytes:
    return b"".join(item.to_bytes() for item in objects)

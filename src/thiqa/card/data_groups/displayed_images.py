"""DG5 and DG7: portrait and signature as they are printed (ICAO 9303-10, sections 4.7.5, 4.7.7)."""

from collections.abc import Sequence
from typing import Final

from thiqa.card.data_groups.counted import read_counted, write_counted
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import image_format
from thiqa.card.transport.tlv import DataObject, parse_one

TAG_PORTRAIT: Final = 0x5F40
TAG_SIGNATURE: Final = 0x5F43
MAX_IMAGES: Final = 9


def read_dg5(file: bytes) -> tuple[bytes, ...]:
    """Read the portraits as they are printed."""
    return _read(file, DataGroup.DG5, TAG_PORTRAIT)


def write_dg5(images: Sequence[bytes]) -> bytes:
    """Write portraits as they are printed."""
    return _write(images, DataGroup.DG5, TAG_PORTRAIT)


def read_dg7(file: bytes) -> tuple[bytes, ...]:
    """Read the signatures or usual marks."""
    return _read(file, DataGroup.DG7, TAG_SIGNATURE)


def write_dg7(images: Sequence[bytes]) -> bytes:
    """Write signatures or usual marks."""
    return _write(images, DataGroup.DG7, TAG_SIGNATURE)


def _read(file: bytes, group: DataGroup, tag: int) -> tuple[bytes, ...]:
    objects = read_counted(parse_one(file, group.tag).value, MAX_IMAGES, group.name)
    if not objects or any(item.tag != tag for item in objects):
        raise DataGroupError(f"{group.name}: no picture, or something else")
    for item in objects:
        image_format(item.value)
    return tuple(item.value for item in objects)


def _write(images: Sequence[bytes], group: DataGroup, tag: int) -> bytes:
    return DataObject(
        group.tag, write_counted([DataObject(tag, image) for image in images])
    ).to_bytes()

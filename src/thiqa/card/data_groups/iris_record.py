"""Irises as ISO/IEC 19794-6:2005 records them, section 6.5."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.images import ImageFormat, image_format

SIGNATURE: Final = b"IIR\x00010\x00"
MAX_EYES: Final = 2
MAX_IMAGES: Final = 4
COLOUR_FORMATS: Final = {ImageFormat.JPEG: 0x0008, ImageFormat.JPEG_2000: 0x0010}
INTENSITY_BITS: Final = 24
UNDEFINED_ANGLE: Final = 0xFFFF

_RECORD: Final = struct.Struct(">8sIHBHHHHHHBB16s")
_EYE: Final = struct.Struct(">BH")
_IMAGE: Final = struct.Struct(">HBHHI")


@dataclass(frozen=True, slots=True)
class Iris:
    """A picture of an iris; `eye` is 1 for the right one, 2 for the left one, 0 if unknown."""

    image: bytes = field(repr=False)
    eye: int
    quality: int = 0


def read_irises(record: bytes) -> tuple[Iris, ...]:
    """Read the pictures of a record, of which there is one at least.

    1. The record begins as one and says its own length.
    2. Each picture lies wholly inside.
    3. Nothing is left over.
    """
    if len(record) < _RECORD.size:
        raise DataGroupError("iris record: cut off")
    signature, length, _, eyes, header, *_ = _RECORD.unpack_from(record)  # 1
    if (signature, length, header) != (SIGNATURE, len(record), _RECORD.size):
        raise DataGroupError("iris record: not the first bytes, or not the length, of one")
    if not 1 <= eyes <= MAX_EYES:
        raise DataGroupError("iris record: no eye, or too many")
    at, irises = _RECORD.size, list[Iris]()
    for _ in range(eyes):
        at = _read_eye(record, at, irises)  # 2
    if at != len(record) or not irises:  # 3
        raise DataGroupError("iris record: no picture, or something is left over")
    return tuple(irises)


def write_irises(irises: Sequence[Iris], width: int, height: int) -> bytes:
    """Write a record of pictures of one size and one format, one of each eye."""
    formats = {image_format(iris.image) for iris in irises}
    if len(formats) != 1 or not formats <= set(COLOUR_FORMATS):
        raise DataGroupError("iris record: no picture, or pictures of several formats")
    body = b"".join(
        _EYE.pack(iris.eye, 1)
        + _IMAGE.pack(1, iris.quality, UNDEFINED_ANGLE, UNDEFINED_ANGLE, len(iris.image))
        + iris.image
        for iris in irises
    )
    head = _RECORD.pack(
        SIGNATURE,
        _RECORD.size + len(body),
        0,
        len(irises),
        _RECORD.size,
        0,
        0,
        COLOUR_FORMATS[formats.pop()],
        width,
        height,
        INTENSITY_BITS,
        0,
        bytes(16),
    )
    return head + body


def _read_eye(record: bytes, at: int, irises: list[Iris]) -> int:
    if len(record) < at + _EYE.size:
        raise DataGroupError("iris record: an eye is cut off")
    eye, count = _EYE.unpack_from(record, at)
    if eye > MAX_EYES or not 1 <= count <= MAX_IMAGES:
        raise DataGroupError("iris record: not an eye, or not its pictures")
    at += _EYE.size
    for _ in range(count):
        if len(record) < at + _IMAGE.size:
            raise DataGroupError("iris record: a picture is cut off")
        _, quality, _, _, length = _IMAGE.unpack_from(record, at)
        image, at = record[at + _IMAGE.size :][:length], at + _IMAGE.size + length
        image_format(image)
        irises.append(Iris(image, eye, quality))
    return at

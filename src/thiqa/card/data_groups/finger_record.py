"""Fingerprints as ISO/IEC 19794-4:2005 records them, sections 7 and 8."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.images import ImageFormat, image_format

SIGNATURE: Final = b"FIR\x00010\x00"
MAX_FINGERS: Final = 10
RESOLUTION: Final = 500
"""Dots per inch, as ICAO 9303-10 asks."""
PIXEL_BITS: Final = 8
COMPRESSIONS: Final = {ImageFormat.WSQ: 2, ImageFormat.JPEG: 3, ImageFormat.JPEG_2000: 4}
ACQUISITION_LEVEL: Final = 31
DOTS_PER_INCH: Final = 1

_RECORD: Final = struct.Struct(">8s6sHHBBHHHHBBH")
_FINGER: Final = struct.Struct(">IBBBBBHHB")


@dataclass(frozen=True, slots=True)
class Finger:
    """A fingerprint; `position` is 1 to 10, the thumb of the right hand first."""

    image: bytes = field(repr=False)
    position: int
    width: int
    height: int
    quality: int = 0
    impression: int = 0


def read_fingers(record: bytes) -> tuple[Finger, ...]:
    """Read the fingerprints of a record, of which there is one at least.

    1. The record begins as one and says its own length.
    2. Each fingerprint lies wholly inside.
    3. Nothing is left over.
    """
    if len(record) < _RECORD.size:
        raise DataGroupError("finger record: cut off")
    signature, length, _, _, count, *_ = _RECORD.unpack_from(record)  # 1
    if signature != SIGNATURE or int.from_bytes(length) != len(record):
        raise DataGroupError("finger record: not the first bytes, or not the length, of one")
    if not 1 <= count <= MAX_FINGERS:
        raise DataGroupError("finger record: no fingerprint, or too many")
    at, fingers = _RECORD.size, []
    for _ in range(count):
        finger, at = _read_finger(record, at)  # 2
        fingers.append(finger)
    if at != len(record):  # 3
        raise DataGroupError("finger record: something is left over")
    return tuple(fingers)


def write_fingers(fingers: Sequence[Finger]) -> bytes:
    """Write a record of fingerprints, all of them in one format."""
    formats = {image_format(finger.image) for finger in fingers}
    if len(formats) != 1:
        raise DataGroupError("finger record: no fingerprint, or pictures of several formats")
    body = b"".join(_write_finger(finger) for finger in fingers)
    length = (_RECORD.size + len(body)).to_bytes(6)
    scans = (RESOLUTION,) * 4
    head = _RECORD.pack(
        SIGNATURE,
        length,
        0,
        ACQUISITION_LEVEL,
        len(fingers),
        DOTS_PER_INCH,
        *scans,
        PIXEL_BITS,
        COMPRESSIONS[formats.pop()],
        0,
    )
    return head + body


def _read_finger(record: bytes, start: int) -> tuple[Finger, int]:
    if len(record) < start + _FINGER.size:
        raise DataGroupError("finger record: a fingerprint is cut off")
    length, position, views, _, quality, impression, width, height, _ = _FINGER.unpack_from(
        record, start
    )
    end = start + length
    if views != 1 or position > MAX_FINGERS or not start + _FINGER.size < end <= len(record):
        raise DataGroupError("finger record: a fingerprint is cut off, or not one view of a finger")
    image = record[start + _FINGER.size : end]
    image_format(image)
    return Finger(image, position, width, height, quality, impression), end


def _write_finger(finger: Finger) -> bytes:
    head = _FINGER.pack(
        _FINGER.size + len(finger.image),
        finger.position,
        1,
        1,
        finger.quality,
        finger.impression,
        finger.width,
        finger.height,
        0,
    )
    return head + finger.image

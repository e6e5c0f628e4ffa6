"""Portraits as ISO/IEC 19794-5:2005 records them, sections 5.3 to 5.7."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.images import ImageFormat, image_format

SIGNATURE: Final = b"FAC\x00010\x00"
MAX_FACES: Final = 4
MAX_FEATURE_POINTS: Final = 128
MAX_SURPLUS_BYTES: Final = 8
"""Passports of several states are that many bytes longer than their record says."""

_RECORD: Final = struct.Struct(">8sIH")
_FACE: Final = struct.Struct(">IHBBB3s2s3s3s")
_POINT: Final = struct.Struct(">BBHHH")
_IMAGE: Final = struct.Struct(">BBHHBBHH")

FULL_FRONTAL: Final = 1
UNSPECIFIED: Final = 0
DATA_TYPES: Final = {ImageFormat.JPEG: 0, ImageFormat.JPEG_2000: 1}
COLOUR_SRGB_24: Final = 1


@dataclass(frozen=True, slots=True)
class FeaturePoint:
    """A point of the face, by its number in ISO/IEC 14496-2, and where it is in the picture."""

    kind: int
    point: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Face:
    """A portrait; `width` and `height` are what the record says, in pixels."""

    image: bytes = field(repr=False)
    format: ImageFormat
    width: int
    height: int
    gender: int = UNSPECIFIED
    eye_colour: int = UNSPECIFIED
    hair_colour: int = UNSPECIFIED
    image_type: int = FULL_FRONTAL
    colour_space: int = COLOUR_SRGB_24
    points: tuple[FeaturePoint, ...] = ()


def read_faces(record: bytes) -> tuple[Face, ...]:
    """Read the portraits of a record, of which there is one at least.

    1. The record begins as one and says its own length.
    2. Each portrait lies wholly inside.
    3. Nothing is left over.
    """
    if len(record) < _RECORD.size:
        raise DataGroupError("face record: cut off")
    signature, length, count = _RECORD.unpack_from(record)  # 1
    if signature != SIGNATURE or not 0 <= len(record) - length <= MAX_SURPLUS_BYTES:
        raise DataGroupError("face record: not the first bytes, or not the length, of one")
    if not 1 <= count <= MAX_FACES:
        raise DataGroupError("face record: no portrait, or too many")
    at, faces = _RECORD.size, []
    for _ in range(count):
        face, at = _read_face(record, at)  # 2
        faces.append(face)
    if len(record) - at > MAX_SURPLUS_BYTES:  # 3
        raise DataGroupError("face record: something is left over")
    return tuple(faces)


def write_faces(faces: Sequence[Face]) -> bytes:
    """Write a record of portraits."""
    body = b"".join(_write_face(face) for face in faces)
    return _RECORD.pack(SIGNATURE, _RECORD.size + len(body), len(faces)) + body


def _read_face(record: bytes, start: int) -> tuple[Face, int]:
    if len(record) < start + _FACE.size:
        raise DataGroupError("face record: a portrait is cut off")
    length, count, gender, eyes, hair, *_ = _FACE.unpack_from(record, start)
    end, image_at = start + length, start + _FACE.size + count * _POINT.size
    if count > MAX_FEATURE_POINTS or not image_at + _IMAGE.size < end <= len(record):
        raise DataGroupError("face record: a portrait is cut off")
    points = _POINT.iter_unpack(record[start + _FACE.size : image_at])
    kind, _, width, height, colour, *_ = _IMAGE.unpack_from(record, image_at)
    image = record[image_at + _IMAGE.size : end]
    return Face(
        image=image,
        format=image_format(image),
        width=width,
        height=height,
        gender=gender,
        eye_colour=eyes,
        hair_colour=hair,
        image_type=kind,
        colour_space=colour,
        points=tuple(FeaturePoint(kind, point, x, y) for kind, point, x, y, _ in points),
    ), end


def _write_face(face: Face) -> bytes:
    points = b"".join(_POINT.pack(each.kind, each.point, each.x, each.y, 0) for each in face.points)
    length = _FACE.size + len(points) + _IMAGE.size + len(face.image)
    return (
        _FACE.pack(
            length,
            len(face.points),
            face.gender,
            face.eye_colour,
            face.hair_colour,
            bytes(3),
            bytes(2),
            bytes(3),
            bytes(3),
        )
        + points
        + _IMAGE.pack(
            face.image_type,
            DATA_TYPES[face.format],
            face.width,
            face.height,
            face.colour_space,
            0,
            0,
            0,
        )
        + face.image
    )

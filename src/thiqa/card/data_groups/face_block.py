"""Portraits as ISO/IEC 39794-5 writes them for travel documents (ICAO TR 39794-5, profile)."""

from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.face_record import Face
from thiqa.card.data_groups.images import ImageFormat, image_format
from thiqa.card.transport.tlv import DataObject, only, parse, parse_one

FACE_IMAGE_DATA: Final = 0x65
VERSION: Final = 0xA0
REPRESENTATIONS: Final = 0xA1
SEQUENCE: Final = 0x30
TO_THE_PICTURE: Final = (0xA1, 0xA0, 0xA0)
"""From a representation: its image, in the basic form, in two dimensions."""
PICTURE: Final = 0x80
ABOUT_THE_PICTURE: Final = 0xA1
SIZE: Final = 0xA7
WIDTH: Final = 0x80
HEIGHT: Final = 0x81
DATA_FORMATS: Final = {ImageFormat.JPEG: 2, ImageFormat.JPEG_2000: 3}


def read_face_block(block: bytes) -> tuple[Face, ...]:
    """Read the one portrait of a block; a size that it leaves out is zero."""
    data = parse_one(parse_one(block, 0xA1).value, FACE_IMAGE_DATA)
    representation = parse_one(only(parse(data.value), REPRESENTATIONS), SEQUENCE).value
    for tag in TO_THE_PICTURE:
        representation = only(parse(representation), tag)
    objects = parse(representation)
    image = only(objects, PICTURE)
    width, height = _read_size(only(objects, ABOUT_THE_PICTURE))
    return (Face(image=image, format=image_format(image), width=width, height=height),)


def _read_size(about: bytes) -> tuple[int, int]:
    sizes = [item.value for item in parse(about) if item.tag == SIZE]
    if not sizes:
        return 0, 0
    if len(sizes) > 1:
        raise DataGroupError("face block: two sizes")
    numbers = parse(sizes[0])
    return int.from_bytes(only(numbers, WIDTH)), int.from_bytes(only(numbers, HEIGHT))


def write_face_block(face: Face) -> bytes:
    """Write a block of one portrait."""
    size = _join(_number(WIDTH, face.width), _number(HEIGHT, face.height))
    about = _join(
        DataObject(0xA0, _number(0x80, DATA_FORMATS[face.format]).to_bytes()),
        DataObject(SIZE, size),
    )
    inner = _join(DataObject(PICTURE, face.image), DataObject(ABOUT_THE_PICTURE, about))
    for tag in reversed(TO_THE_PICTURE[1:]):
        inner = DataObject(tag, inner).to_bytes()
    representation = _join(_number(0x80, 0), DataObject(TO_THE_PICTURE[0], inner))
    version = _join(_number(0x80, 3), _number(0x81, 2019))
    data = _join(
        DataObject(VERSION, version),
        DataObject(REPRESENTATIONS, DataObject(SEQUENCE, representation).to_bytes()),
    )
    return DataObject(0xA1, DataObject(FACE_IMAGE_DATA, data).to_bytes()).to_bytes()


def _number(tag: int, number: int) -> DataObject:
    return DataObject(tag, number.to_bytes(number.bit_length() // 8 + 1))


def _join(*objects: DataObject) -> bytes:
    return b"".join(item.to_bytes() for item in objects)

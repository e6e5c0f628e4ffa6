"""Lengths and counts of a chip that lead a reader beyond the file, or make it take very much."""

import struct

import pytest

from thiqa.card.data_groups.cbeff import MAX_TEMPLATES, read_templates
from thiqa.card.data_groups.dg16 import read_dg16
from thiqa.card.data_groups.displayed_images import read_dg5
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.face_record import Face, read_faces, write_faces
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.transport.tlv import DataObject

FACE = Face(b"\xff\xd8\xff" + bytes(40), ImageFormat.JPEG, 240, 320)
PICTURE_TAKES_ALL = 14
"""Where a record says how long its first portrait is."""


@pytest.mark.parametrize("length", [0, 31, 32, 1 << 16, 1 << 31, (1 << 32) - 1])
def test_a_portrait_does_not_reach_beyond_its_record(length: int) -> None:
    record = bytearray(write_faces((FACE,)))
    struct.pack_into(">I", record, PICTURE_TAKES_ALL, length)
    with pytest.raises(DataGroupError):
        read_faces(bytes(record))


def test_a_portrait_does_not_reach_into_the_next_one() -> None:
    record = bytearray(write_faces((FACE, FACE)))
    (length,) = struct.unpack_from(">I", record, PICTURE_TAKES_ALL)
    struct.pack_into(">I", record, PICTURE_TAKES_ALL, length + 5)
    with pytest.raises(DataGroupError):
        read_faces(bytes(record))


def test_more_templates_than_there_can_be_are_refused() -> None:
    template = DataObject(0x7F60, bytes.fromhex("A108 87020101 88020008 5F2E00")).to_bytes()
    count = MAX_TEMPLATES + 1
    inner = DataObject(0x7F61, bytes((0x02, 0x01, count)) + count * template).to_bytes()
    with pytest.raises(DataGroupError, match="not as many"):
        read_templates(DataObject(DataGroup.DG2.tag, inner).to_bytes(), DataGroup.DG2)


def test_more_pictures_or_persons_than_can_be_counted_are_refused() -> None:
    pictures = 10 * bytes.fromhex("5F4003FFD8FF")
    persons = b"".join(bytes((0xA1 + at, 0)) for at in range(15))
    for count in (9, 10):
        file = DataObject(DataGroup.DG5.tag, bytes((2, 1, count)) + pictures).to_bytes()
        with pytest.raises(DataGroupError, match="not a number"):
            read_dg5(file)
    for count in (14, 15):
        file = DataObject(DataGroup.DG16.tag, bytes((2, 1, count)) + persons).to_bytes()
        with pytest.raises(DataGroupError, match="not a number"):
            read_dg16(file)

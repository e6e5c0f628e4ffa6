"""Portraits by ISO/IEC 39794-5: the picture is found, whatever else a block leaves out."""

import pytest

from thiqa.card.data_groups.cbeff import (
    ICAO_OWNER,
    BiometricHeader,
    BiometricTemplate,
    Encoding,
    write_templates,
)
from thiqa.card.data_groups.dg2 import read_dg2
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.face_block import read_face_block, write_face_block
from thiqa.card.data_groups.face_record import Face
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.errors import CardError
from thiqa.card.transport.tlv import DataObject

FACE = Face(bytes.fromhex("FFD8FF") + bytes(10), ImageFormat.JPEG, 413, 531)


def test_a_block_is_written_and_read_again() -> None:
    assert read_face_block(write_face_block(FACE)) == (FACE,)


def test_a_portrait_of_the_newer_standard_is_read_from_dg2() -> None:
    header = BiometricHeader(format_owner=ICAO_OWNER, format_type=0x002A)
    template = BiometricTemplate(header, Encoding.ISO_39794, write_face_block(FACE))
    assert read_dg2(write_templates((template,), DataGroup.DG2)) == (FACE,)


def test_a_block_without_a_size_leaves_it_at_zero() -> None:
    text = "A122 6520 A007 800103 810207E3 A115 3013 800100 A10E A00C A00A 8003FFD8FF A103 800103"
    (face,) = read_face_block(bytes.fromhex(text))
    assert (face.image, face.width, face.height) == (bytes.fromhex("FFD8FF"), 0, 0)


def test_a_block_with_two_sizes_is_refused() -> None:
    size = "A706 800103 810104"
    about = f"A115 A003800103 {size} {size}"
    inner = f"8003FFD8FF {about}"
    block = bytes.fromhex(inner)
    for tag in (0xA0, 0xA0, 0xA1):
        block = DataObject(tag, block).to_bytes()
    block = DataObject(0x30, bytes.fromhex("800100") + block).to_bytes()
    block = bytes.fromhex("A007 800103 810207E3") + DataObject(0xA1, block).to_bytes()
    block = DataObject(0xA1, DataObject(0x65, block).to_bytes()).to_bytes()
    with pytest.raises(DataGroupError, match="two sizes"):
        read_face_block(block)


def test_a_block_cut_off_anywhere_is_refused() -> None:
    block = write_face_block(FACE)
    for end in range(len(block)):
        with pytest.raises(CardError):
            read_face_block(block[:end])


@pytest.mark.parametrize(
    ("part", "instead"),
    [("65", "66"), ("FFD8FF", "474946"), ("A10E", "A20E"), ("8003", "8103")],
    ids=["another type", "no picture", "no image", "no data"],
)
def test_a_block_of_something_else_is_refused(part: str, instead: str) -> None:
    text = "A122 6520 A007 800103 810207E3 A115 3013 800100 A10E A00C A00A 8003FFD8FF A103 800103"
    with pytest.raises(CardError):
        read_face_block(bytes.fromhex(text.replace(part, instead, 1)))

"""DG2: portraits in a record in a frame, and every place where that can break."""

import io
import struct

import pytest
from PIL import Image

from photos import jpeg, photo
from thiqa.card.data_groups.cbeff import read_templates, write_templates
from thiqa.card.data_groups.dg2 import read_dg2, write_dg2
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.face_record import Face, FeaturePoint, read_faces, write_faces
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.errors import CardError

FACE = Face(
    image=b"\xff\xd8\xff" + bytes(40),
    format=ImageFormat.JPEG,
    width=240,
    height=320,
    gender=2,
    points=(FeaturePoint(1, 0x35, 80, 140), FeaturePoint(1, 0x36, 160, 140)),
)


def test_a_portrait_is_written_and_read_again() -> None:
    assert read_dg2(write_dg2((FACE,))) == (FACE,)
    assert read_dg2(write_dg2((FACE, FACE))) == (FACE, FACE)


@pytest.mark.parametrize("name", ["JPEG", "JPEG2000"])
def test_pictures_of_both_formats_are_told_apart(name: str) -> None:
    written = io.BytesIO()
    photo(size=(48, 64)).save(written, name)
    face = Face(written.getvalue(), ImageFormat(name.lower()), 48, 64)
    (read,) = read_dg2(write_dg2((face,)))
    assert read == face
    assert Image.open(io.BytesIO(read.image)).size == (48, 64)


def test_a_record_cut_off_anywhere_is_refused() -> None:
    record = write_faces((FACE,))
    for end in range(len(record)):
        with pytest.raises(DataGroupError):
            read_faces(record[:end])


def test_a_file_cut_off_anywhere_is_refused() -> None:
    file = write_dg2((FACE,))
    for end in range(len(file)):
        with pytest.raises(CardError):
            read_dg2(file[:end])


def test_up_to_eight_bytes_may_follow_the_record() -> None:
    record = write_faces((FACE,))
    assert read_faces(record + bytes(8)) == (FACE,)
    with pytest.raises(DataGroupError):
        read_faces(record + bytes(9))


@pytest.mark.parametrize(
    ("at", "number"),
    [(8, ">I"), (12, ">H"), (14, ">I"), (18, ">H")],
    ids=["length of the record", "portraits", "length of a portrait", "points"],
)
@pytest.mark.parametrize("value", [0, 1_000, 0xFFFF])
def test_a_count_that_does_not_fit_is_refused(at: int, number: str, value: int) -> None:
    record = bytearray(write_faces((FACE,)))
    struct.pack_into(number, record, at, value)
    with pytest.raises(DataGroupError):
        read_faces(bytes(record))


def test_a_picture_of_an_unknown_format_is_refused() -> None:
    record = write_faces((FACE,)).replace(b"\xff\xd8\xff", b"GIF")
    with pytest.raises(DataGroupError):
        read_faces(record)


def test_a_group_without_a_portrait_is_refused() -> None:
    with pytest.raises(DataGroupError):
        read_dg2(write_templates((), DataGroup.DG2))


def test_a_group_without_templates_has_a_filling_that_tells_it_apart() -> None:
    file = write_templates((), DataGroup.DG3, filling=b"\x01\x02")
    assert file == bytes.fromhex("630A 7F6107 020100 53020102")
    assert read_templates(file, DataGroup.DG3) == ()


@pytest.mark.parametrize(
    "text",
    [
        "7503 7F6100",
        "7506 7F6103 020101",
        "7506 7F6103 030100",
        "7508 7F6105 020100 8000",
        "750A 7F6107 020101 7F6000 ",
    ],
    ids=["nothing", "none of one", "no count", "something else", "no header"],
)
def test_a_frame_that_holds_something_else_is_refused(text: str) -> None:
    with pytest.raises(CardError):
        read_templates(bytes.fromhex(text), DataGroup.DG2)


def test_a_portrait_is_not_shown_in_a_log() -> None:
    face = Face(jpeg(photo(size=(12, 16))), ImageFormat.JPEG, 12, 16)
    assert "image=" not in repr(face)

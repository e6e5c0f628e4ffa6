"""DG3 and DG4: records in frames, none of them needed, each wholly inside."""

import pytest

from thiqa.card.data_groups.cbeff import (
    ICAO_OWNER,
    BiometricHeader,
    BiometricTemplate,
    Encoding,
    read_templates,
    write_templates,
)
from thiqa.card.data_groups.dg3 import FORMAT_FINGER, read_dg3, write_dg3
from thiqa.card.data_groups.dg4 import FORMAT_IRIS, read_dg4, write_dg4
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.finger_record import Finger, read_fingers, write_fingers
from thiqa.card.data_groups.iris_record import Iris, read_irises, write_irises
from thiqa.card.errors import CardError

WSQ = bytes.fromhex("FFA0") + bytes(30)
JPEG = bytes.fromhex("FFD8FF") + bytes(30)
JPEG_2000 = bytes.fromhex("0000000C6A5020200D0A870A") + bytes(20)
FINGERS = (Finger(WSQ, 2, 500, 600, quality=90), Finger(WSQ, 7, 500, 600))
IRISES = (Iris(JPEG_2000, 1, quality=70), Iris(JPEG_2000, 2))


def test_fingerprints_are_written_and_read_again() -> None:
    assert read_dg3(write_dg3(FINGERS, b"")) == FINGERS
    assert read_fingers(write_fingers(FINGERS)) == FINGERS


def test_a_header_says_which_finger_it_is() -> None:
    right, left = read_templates(write_dg3(FINGERS, b""), DataGroup.DG3)
    assert (right.header.subtype, left.header.subtype) == (0x09, 0x0A)


def test_irises_are_written_and_read_again() -> None:
    assert read_dg4(write_dg4(IRISES, 640, 480, b"")) == IRISES
    assert read_irises(write_irises(IRISES, 640, 480)) == IRISES


def test_a_card_without_them_differs_from_every_other_by_its_filling() -> None:
    assert read_dg3(write_dg3((), b"\x01" * 8)) == ()
    assert read_dg4(write_dg4((), 0, 0, b"\x02" * 8)) == ()
    assert write_dg3((), b"\x01" * 8) != write_dg3((), b"\x02" * 8)


def test_a_record_of_fingerprints_cut_off_anywhere_is_refused() -> None:
    record = write_fingers(FINGERS)
    for end in range(len(record)):
        with pytest.raises(DataGroupError):
            read_fingers(record[:end])


def test_a_record_of_irises_cut_off_anywhere_is_refused() -> None:
    record = write_irises(IRISES, 640, 480)
    for end in range(len(record)):
        with pytest.raises(DataGroupError):
            read_irises(record[:end])


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, 0x00), (13, 0xFF), (18, 0), (18, 3), (18, 200), (32, 0xFF), (35, 13), (36, 11), (37, 2)],
)
def test_a_record_of_fingerprints_with_a_wrong_number_is_refused(at: int, value: int) -> None:
    record = bytearray(write_fingers(FINGERS))
    record[at] = value
    with pytest.raises(DataGroupError):
        read_fingers(bytes(record))


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, 0),
        (11, 0xFF),
        (14, 0),
        (14, 1),
        (14, 3),
        (16, 44),
        (45, 3),
        (47, 0),
        (47, 5),
        (55, 0xFF),
    ],
)
def test_a_record_of_irises_with_a_wrong_number_is_refused(at: int, value: int) -> None:
    record = bytearray(write_irises(IRISES, 640, 480))
    record[at] = value
    with pytest.raises(DataGroupError):
        read_irises(bytes(record))


def test_a_picture_that_is_none_is_refused() -> None:
    for record, read, picture in (
        (write_fingers(FINGERS), read_fingers, WSQ),
        (write_irises(IRISES, 1, 1), read_irises, JPEG_2000),
    ):
        with pytest.raises(DataGroupError):
            read(record.replace(picture[:2], b"GI"))


def test_a_record_says_the_format_of_its_pictures() -> None:
    for image, compression in ((WSQ, 2), (JPEG, 3), (JPEG_2000, 4)):
        assert write_fingers((Finger(image, 2, 1, 1),))[29] == compression
    for image, form in ((JPEG, 8), (JPEG_2000, 16)):
        assert int.from_bytes(write_irises((Iris(image, 1),), 1, 1)[21:23]) == form


def test_pictures_of_several_formats_are_not_written_as_one() -> None:
    for fingers in ((), (Finger(WSQ, 2, 1, 1), Finger(JPEG, 7, 1, 1))):
        with pytest.raises(DataGroupError):
            write_fingers(fingers)
    for irises in ((), (Iris(WSQ, 1),), (Iris(JPEG, 1), Iris(JPEG_2000, 2))):
        with pytest.raises(DataGroupError):
            write_irises(irises, 1, 1)


def test_the_newer_blocks_of_fingers_and_irises_are_refused_by_name() -> None:
    for group, kind, read in (
        (DataGroup.DG3, FORMAT_FINGER, read_dg3),
        (DataGroup.DG4, FORMAT_IRIS, read_dg4),
    ):
        header = BiometricHeader(format_owner=ICAO_OWNER, format_type=kind)
        template = BiometricTemplate(header, Encoding.ISO_39794, b"")
        with pytest.raises(DataGroupError, match="39794"):
            read(write_templates((template,), group))


def test_a_header_with_everything_in_it_is_written_and_read_again() -> None:
    header = BiometricHeader(
        format_owner=ICAO_OWNER,
        format_type=FORMAT_FINGER,
        kind=8,
        subtype=9,
        creator=bytes(2),
        version=0x0101,
        created=bytes.fromhex("20260101120000"),
        validity=bytes(8),
    )
    template = BiometricTemplate(header, Encoding.ISO_19794, b"\x01")
    assert read_templates(write_templates((template,), DataGroup.DG3), DataGroup.DG3) == (template,)


@pytest.mark.parametrize(
    "header",
    [
        "87020101",
        "8702010188020007 89020000",
        "8702010188020007 88020007",
        "87020101880107",
        "8702010188020007 830101",
    ],
    ids=["no format", "unknown", "twice", "format too short", "time too short"],
)
def test_a_header_that_is_none_is_refused(header: str) -> None:
    fields = bytes.fromhex(header)
    template = b"\xa1" + bytes((len(fields),)) + fields + bytes.fromhex("5F2E0100")
    inner = bytes.fromhex("020101 7F60") + bytes((len(template),)) + template
    outer = bytes.fromhex("7F61") + bytes((len(inner),)) + inner
    with pytest.raises(CardError):
        read_templates(b"\x63" + bytes((len(outer),)) + outer, DataGroup.DG3)


def test_fingerprints_and_irises_are_not_shown_in_a_log() -> None:
    assert "image=" not in repr(FINGERS) + repr(IRISES)

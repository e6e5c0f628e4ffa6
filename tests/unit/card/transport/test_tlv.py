"""Data objects: one spelling each, and nothing left over."""

import pytest

from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import DataObject, only, parse, parse_one

NOT_OBJECTS = {
    "no length": "80",
    "value cut off": "800201",
    "two-byte tag cut off": "DF",
    "tag of four bytes": "DF81818101" + "00",
    "tag needlessly long": "DF1E00",
    "tag with a leading zero group": "DF8001" + "00",
    "indefinite length": "A0800000",
    "length needlessly long": "80810101",
    "length of two bytes needlessly long": "8082000101",
    "length of three bytes": "8083010000",
    "length cut off": "8082",
    "padding before": "00800101",
    "padding after": "800101FF",
}


def test_a_tag_of_a_travel_document_is_not_the_shorter_one() -> None:
    assert parse(bytes.fromhex("5F0100 4100")) == (DataObject(0x5F01, b""), DataObject(0x41, b""))


def test_objects_that_follow_each_other_are_read_in_order() -> None:
    assert parse(bytes.fromhex("80015484 0101 DF210103".replace(" ", ""))) == (
        DataObject(0x80, b"\x54"),
        DataObject(0x84, b"\x01"),
        DataObject(0xDF21, b"\x03"),
    )


@pytest.mark.parametrize(
    ("size", "header"), [(0, "8000"), (127, "807F"), (128, "808180"), (256, "80820100")]
)
def test_a_length_takes_its_shortest_form(size: int, header: str) -> None:
    raw = bytes.fromhex(header) + bytes(size)
    assert DataObject(0x80, bytes(size)).to_bytes() == raw
    assert parse_one(raw, 0x80).value == bytes(size)


@pytest.mark.parametrize("text", NOT_OBJECTS.values(), ids=NOT_OBJECTS)
def test_what_is_no_data_object_is_refused(text: str) -> None:
    with pytest.raises(TlvError):
        parse(bytes.fromhex(text))


def test_an_object_of_another_tag_or_a_second_one_is_refused() -> None:
    for text in ("810100", "8001008001 00", ""):
        with pytest.raises(TlvError):
            parse_one(bytes.fromhex(text), 0x80)


def test_only_one_object_may_have_the_tag() -> None:
    objects = parse(bytes.fromhex("800101 800102 810103"))
    assert only(objects, 0x81) == b"\x03"
    for tag in (0x80, 0x82):
        with pytest.raises(TlvError):
            only(objects, tag)


def test_a_value_that_no_length_can_say_is_not_written() -> None:
    with pytest.raises(TlvError):
        DataObject(0x80, bytes(65_536)).to_bytes()

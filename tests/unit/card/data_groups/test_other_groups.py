"""The groups that few documents have: DG5, DG7 to DG10, DG13 and DG16; and the table of readers."""

from dataclasses import replace

import pytest

from thiqa.card.data_groups.dg16 import PersonToNotify, read_dg16, write_dg16
from thiqa.card.data_groups.displayed_images import read_dg5, read_dg7, write_dg5, write_dg7
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.issuer_data import (
    FEATURE_GROUPS,
    read_dg13,
    read_features,
    write_dg13,
    write_features,
)
from thiqa.card.data_groups.read import READERS, read_data_group
from thiqa.card.data_groups.text_fields import FullName
from thiqa.card.errors import CardError
from thiqa.card.transport.tlv import DataObject

PICTURE = bytes.fromhex("FFD8FFE0")
PERSON = PersonToNotify("20260101", FullName("نموذج", "أمينة"), "+212 5", ("1, rue", "Fès"))


def test_printed_pictures_are_written_and_read_again() -> None:
    assert write_dg7((PICTURE,)) == bytes.fromhex("670A 020101 5F4304 FFD8FFE0")
    assert read_dg7(write_dg7((PICTURE,))) == (PICTURE,)
    assert read_dg5(write_dg5((PICTURE, PICTURE))) == (PICTURE, PICTURE)


@pytest.mark.parametrize(
    "text",
    [
        "6700",
        "6703 020100",
        "6703 020101",
        "670A 020102 5F4304 FFD8FFE0",
        "670A 030101 5F4304 FFD8FFE0",
        "670A 020101 5F4004 FFD8FFE0",
        "670A 020101 5F4304 47494638",
        "650A 020101 5F4304 FFD8FFE0",
    ],
    ids=["empty", "none", "one missing", "two", "no number", "portrait", "no picture", "DG5"],
)
def test_what_is_no_printed_picture_is_refused(text: str) -> None:
    with pytest.raises(CardError):
        read_dg7(bytes.fromhex(text))


@pytest.mark.parametrize("group", FEATURE_GROUPS)
def test_features_are_written_and_read_again(group: DataGroup) -> None:
    features = (DataObject(0x80, b"\x01"), DataObject(0x81, b"\x02"))
    file = write_features(features, group)
    assert read_features(file, group) == read_data_group(group, file) == features
    for text in ("00", "03 020100", "05 020102 8000", "05 030101 8000"):
        with pytest.raises(CardError):
            read_features(bytes((group.tag,)) + bytes.fromhex(text), group)


def test_what_an_issuer_puts_there_is_given_as_it_is() -> None:
    assert read_dg13(write_dg13(b"\x00\xff")) == b"\x00\xff"
    with pytest.raises(CardError):
        read_dg13(write_dg13(b"\x00")[:-1])


def test_persons_to_tell_are_written_and_read_again() -> None:
    persons = (PERSON, replace(PERSON, name=FullName("SPECIMEN")))
    assert read_dg16(write_dg16(persons)) == persons
    assert read_dg16(write_dg16(())) == ()
    assert "نموذج" not in repr(PERSON)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("0201 01", "0201 02"),
        ("0201 01", "0301 01"),
        ("A1", "A2"),
        ("5F50", "5F54"),
        ("5F51", "5F52"),
        ("70", "6B"),
    ],
    ids=["two", "no number", "not the first", "no day", "no name", "another group"],
)
def test_what_is_no_person_to_tell_is_refused(part: str, instead: str) -> None:
    file = write_dg16((PERSON,)).hex().upper()
    changed = file.replace(part.replace(" ", ""), instead.replace(" ", ""), 1)
    assert changed != file
    with pytest.raises(CardError):
        read_dg16(bytes.fromhex(changed))


def test_more_persons_than_there_are_tags_are_not_written() -> None:
    with pytest.raises(DataGroupError):
        write_dg16((PERSON,) * 15)


def test_every_group_has_a_reader_but_the_one_that_is_reserved() -> None:
    assert set(DataGroup) - set(READERS) == {DataGroup.DG6}
    with pytest.raises(DataGroupError):
        read_data_group(DataGroup.DG6, bytes.fromhex("6600"))


@pytest.mark.parametrize("group", list(DataGroup))
def test_no_reader_takes_the_file_of_another_group(group: DataGroup) -> None:
    for other in DataGroup:
        if other is not group:
            with pytest.raises(CardError):
                read_data_group(group, bytes((other.tag, 0)))

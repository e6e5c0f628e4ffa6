"""DG11 and DG12: details in any script, each object once and as listed."""

from dataclasses import replace

import pytest

from thiqa.card.data_groups.dg11 import PersonalDetails, read_dg11, write_dg11
from thiqa.card.data_groups.dg12 import DocumentDetails, read_dg12, write_dg12
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.text_fields import FullName
from thiqa.card.errors import CardError

PICTURE = bytes.fromhex("FFD8FFE0")
PERSON = PersonalDetails(
    name=FullName("نموذج بنعلي", "سلمى"),
    other_names=(FullName("Spécimen Bénali", "Salma"), FullName("Salma")),
    personal_number="SP100001",
    date_of_birth="19900517",
    place_of_birth=("الرباط", "المغرب"),
    address=("12، زنقة النموذج", "أكدال", "الرباط"),
    telephone="+212 5 00 00 00 00",
    profession="مهندسة",
    title="Dr",
    summary="نموذج",
    proof_of_citizenship=PICTURE,
    other_documents=("SP0000001",),
    custody="-",
)
DOCUMENT = DocumentDetails(
    authority="المديرية العامة - SPECIMEN",
    date_of_issue="20260101",
    other_persons=(FullName("SPECIMEN", "A"),),
    endorsements="SPECIMEN",
    taxes="-",
    front=PICTURE,
    rear=PICTURE,
    personalised_at="20260101120000",
    personalisation_system="SP-1",
)


def test_everything_that_a_person_can_have_is_written_and_read_again() -> None:
    assert read_dg11(write_dg11(PERSON)) == PERSON
    assert read_dg11(write_dg11(PersonalDetails())) == PersonalDetails()


def test_everything_that_a_document_can_have_is_written_and_read_again() -> None:
    assert read_dg12(write_dg12(DOCUMENT)) == DOCUMENT
    assert read_dg12(write_dg12(DocumentDetails())) == DocumentDetails()


def test_a_name_is_written_as_the_standard_writes_it() -> None:
    file = write_dg11(PersonalDetails(name=FullName("ABDULLAH BIN", "ALI"), personal_number="1"))
    objects = "5C04 5F0E5F10 5F0E11" + b"ABDULLAH<BIN<<ALI".hex() + "5F1001 31"
    assert file == bytes.fromhex("6B1E" + objects)


def test_days_of_early_documents_are_two_digits_in_a_byte() -> None:
    born = read_dg11(bytes.fromhex("6B0B 5C025F2B 5F2B04 19900517"))
    made = read_dg12(bytes.fromhex("6C0E 5C025F55 5F5507 20260101120000"))
    assert (born.date_of_birth, made.personalised_at) == ("19900517", "20260101120000")


def test_other_names_may_be_listed_by_the_object_that_they_stand_in() -> None:
    file = write_dg11(PersonalDetails(other_names=(FullName("A"),)))
    assert file == bytes.fromhex("6B0D 5C025F0F A007 020101 5F0F01 41")
    listed = bytes.fromhex("6B0C 5C01A0 A007 020101 5F0F01 41")
    assert read_dg11(listed) == read_dg11(file)


@pytest.mark.parametrize(
    "text",
    [
        "6B00",
        "6B04 5F1001 31",
        "6B04 5C02 5F10",
        "6B07 5C005F1002 3131",
        "6B08 5C025F10 5F1101 31",
        "6B0C 5C025F10 5F100131 5F100132",
        "6B0A 5C045F105F10 5F100131",
        "6B08 5C025F50 5F5001 31",
        "6B08 5C025F0F 5F0F01 31",
        "6B08 5C025F10 5F1001 00",
        "6B08 5C025F10 5F1001 FF",
        "6B0A 5C025F10 5F1003 E280AE",
        "6B08 5C025F0E 5F0E01 3C",
        "6B08 5C025F2B 5F2B01 31",
        "6B0B 5C025F2B 5F2B04 1990051A",
        "6B08 5C025F16 5F1601 31",
        "6B0D 5C025F0F A007 020102 5F0F01 41",
        "6B0D 5C025F0F A007 030101 5F0F01 41",
        "6B0D 5C025F0F A007 020101 5F0E01 41",
        "6C08 5C025F10 5F1001 31",
    ],
    ids=[
        "nothing",
        "no list",
        "listed only",
        "there only",
        "another one",
        "there twice",
        "listed twice",
        "none of its objects",
        "several outside",
        "control character",
        "not UTF-8",
        "turned round",
        "empty name",
        "no day",
        "no digits",
        "no picture",
        "fewer than it says",
        "no count",
        "others inside",
        "another group",
    ],
)
def test_what_is_no_list_of_details_is_refused(text: str) -> None:
    with pytest.raises(CardError):
        read_dg11(bytes.fromhex(text))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": FullName("A<B")},
        {"name": FullName("", "B")},
        {"address": ("A<B",)},
        {"address": ("",)},
        {"telephone": "1\n2"},
        {"title": "\u202eDr"},
        {"title": "\ud800"},
        {"summary": "A" * 4_097},
        {"date_of_birth": "1990-05-17"},
        {"proof_of_citizenship": b"GIF"},
    ],
    ids=str,
)
def test_what_could_not_be_read_again_is_not_written(wrong: dict[str, object]) -> None:
    with pytest.raises(DataGroupError):
        write_dg11(replace(PERSON, **wrong))


def test_nobody_is_shown_in_a_log() -> None:
    assert "سلمى" not in repr(PERSON)
    assert "SPECIMEN" not in repr(DOCUMENT)

"""Questions and reports: as documents have them, or refused with the place."""

import json

import pytest

from thiqa.card.data_groups.mrz import read_mrz
from thiqa.lost_documents import ReportError, ReportKind, StatusQuery, read_reports

REPORT = {"country": "MAR", "type": "I", "number": "SP0000001", "kind": "stolen blank"}


def test_a_question_is_taken_from_a_zone() -> None:
    zone = (
        "I<UTOD23145890<7349<<<<<<<<<<<3407127M9507122UTO<<<<<<<<<<<2STEVENSON<<PETER<JOHN<<<<<<<<<"
    )
    assert StatusQuery.of_zone(read_mrz(zone)) == StatusQuery("UTO", "I", "D23145890734")


def test_a_question_that_was_typed_is_read_with_some_forgiveness() -> None:
    assert StatusQuery.typed(" mar", "i", "sp-000 0001") == StatusQuery("MAR", "I", "SP0000001")


@pytest.mark.parametrize(
    "parts",
    [
        ("", "I", "1"),
        ("MARO", "I", "1"),
        ("M4R", "I", "1"),
        ("MAR", "", "1"),
        ("MAR", "ID", "1"),
        ("MAR", "I", ""),
        ("MAR", "I", "<<"),
        ("MAR", "I", "1" * 25),
        ("MAR", "I", "A/1"),
        ("MAR", "I", "1\n"),
    ],
)
def test_a_question_that_names_no_document_is_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ReportError):
        StatusQuery(*parts)


def test_reports_are_read_by_document() -> None:
    assert read_reports(json.dumps([REPORT]).encode()) == {
        "MAR/I/SP0000001": ReportKind.STOLEN_BLANK
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{}", "list"),
        ("[", "JSON"),
        ("[1]", "report 0"),
        (json.dumps([{**REPORT, "name": "A"}]), "report 0: it needs exactly"),
        (json.dumps([{**REPORT, "kind": 1}]), "text"),
        (json.dumps([{**REPORT, "kind": "found"}]), "kind is one of"),
        (json.dumps([{**REPORT, "country": "?"}]), "report 0: country"),
        (json.dumps([REPORT, {**REPORT, "number": "SP<0000001"}]), "report 1: .* already"),
    ],
)
def test_reports_that_make_no_sense_are_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(ReportError, match=reason):
        read_reports(text.encode())

"""Who fills a sheet cannot make its paper say something else than its JSON, or cover anything."""

import json
from typing import Any

import pypdfium2
import pytest

from sheets import AT, attached_files, text_of
from sheets_of_bodies import ADDRESS, ROWS, certificate_of, draft, four, row, sheet_of
from thiqa.base import canonical_json
from thiqa.documents import ATTACHED_NAME, SheetError, read_draft, read_sheet

FAMILY = ROWS[0]
A4_WIDTH = 595
MIDDLE = A4_WIDTH / 2

HIDDEN = {
    "an override": "abc\u202edef",
    "an isolate": "abc\u2067def",
    "half an isolate": "abc\u2069def",
    "a control": "abc\u0007def",
    "a line break": "abc\ndef",
    "a zero-width space": "abc\u200bdef",
    "a letter that is not composed": "e\u0301",
    "a letter without a glyph": "日本",
    "marks that cover the line above": "q" + "\u0323" * 40,
    "blanks around it": " abc",
    "nothing": "",
    "too much": "x" * 4_001,
    "no text": 7,
}


def _same(text: Any) -> dict[str, Any]:
    return four(text, text, text, text)


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("member", ["issuer", "title", "law", "notice", "label", "value", "name"])
def test_a_text_that_is_printed_in_another_way_is_refused(member: str, text: Any) -> None:
    changes: dict[str, Any] = {
        "label": {"rows": [FAMILY, row("x", _same(text), {"text": "x"})]},
        "value": {"rows": [FAMILY, row("x", ADDRESS, {"text": text})]},
        "name": {"rows": [row("family_name", ADDRESS, {"latin": text})]},
    }
    with pytest.raises(SheetError):
        read_draft(draft(**changes.get(member, {member: _same(text)})))


ISOLATES = ["a \u2068b", "a b\u2069", "a \u2068b \u2068c\u2069\u2069", "a \u2068b\u202ec\u2069"]


@pytest.mark.parametrize("text", ISOLATES)
def test_isolates_in_a_sentence_are_whole_and_hold_a_value(text: str) -> None:
    assert read_draft(draft(statements=[_same("a \u2068b\u2069 c")])).statements
    with pytest.raises(SheetError):
        read_draft(draft(statements=[_same(text)]))


NOT_SHEETS: list[dict[str, Any]] = [
    {"type": "Upper"},
    {"type": 1},
    {"unknown": 1},
    {"rows": []},
    {"rows": [FAMILY, FAMILY]},
    {"rows": [row("family_name", ADDRESS, {"text": "BENALI"})]},
    {"rows": [FAMILY] + [row(f"r{at}", ADDRESS, {"text": "x"}) for at in range(40)]},
    {"rows": [FAMILY] + [row(f"r{at}", ADDRESS, {"text": "x"}, essential=True) for at in range(9)]},
    {"rows": [FAMILY, {**row("x", ADDRESS, {"text": "x"}), "essential": False}]},
    {"rows": [FAMILY, row("x", ADDRESS, {"text": "x", "date": "1990"})]},
    {"rows": [FAMILY, row("x", ADDRESS, {})]},
    {"rows": [FAMILY, row("x", ADDRESS, ["text"])]},
    {"rows": [FAMILY, row("x", ADDRESS, {"date": "1990-02-30"})]},
    {"rows": [FAMILY, row("x", ADDRESS, {"date": "1990-00"})]},
    {"rows": [FAMILY, row("x", ADDRESS, {"date": "１９９０"})]},
    {"rows": [FAMILY, row("x", ADDRESS, {"amount": -1, "currency": "MAD"})]},
    {"rows": [FAMILY, row("x", ADDRESS, {"amount": 1.5, "currency": "MAD"})]},
    {"rows": [FAMILY, row("x", ADDRESS, {"amount": True, "currency": "MAD"})]},
    {"rows": [FAMILY, row("x", ADDRESS, {"amount": 1, "currency": "mad"})]},
    {"rows": {"name": "x"}},
    {"statements": [_same("x")] * 21},
    {"holder": {"latin": "Somebody ELSE"}},
    {"holder": {}, "rows": []},
    {"holder": "Salma", "rows": []},
    {"holder": {"latin": "Salma", "text": "x"}, "rows": []},
    {"languages": []},
    {"languages": ["fr", "ar"]},
    {"languages": ["ar", "ar"]},
    {"languages": ["fr", "en"]},
    {"languages": ["ar", "fr", "en"]},
    {"languages": ["de"]},
    {"languages": [["ar"]]},
    {"valid_until": True},
    {"valid_until": 10**12},
    {"valid_until": "2026-01-01"},
    {"number": "7K3M"},
]


@pytest.mark.parametrize("changes", NOT_SHEETS)
def test_what_is_no_sheet_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SheetError):
        read_draft(draft(**changes))


def test_a_sheet_has_one_spelling() -> None:
    data = sheet_of().to_json()
    for other in (
        data + b" ",
        data.replace(b",", b", ", 1),
        data.replace(b'"ar"', b'"\\u0061r"', 1),
        data.replace(b'"law"', b'"law":{},"law"', 1),
        data.replace(f"{AT}".encode(), f"{AT}.0".encode(), 1),
        data[:-1] + b',"notice":null}',
    ):
        assert other != data
        with pytest.raises(SheetError):
            read_sheet(other)


def test_a_sheet_that_ends_before_it_is_issued_is_refused() -> None:
    data = sheet_of(valid_until=AT).to_json()
    with pytest.raises(SheetError, match="valid_until"):
        read_sheet(data)


def test_a_deep_or_large_sheet_is_refused() -> None:
    for data in (b"[" * 70_000, b'{"a":' * 30 + b"1" + b"}" * 30, b" " * 70_000, b"\xff", b"[]"):
        with pytest.raises(SheetError):
            read_sheet(data)
        with pytest.raises(SheetError):
            read_draft(data)


def test_a_long_word_stays_in_its_column() -> None:
    """Else a value in the French column would stand in the Arabic one."""
    long_word = "W" * 120
    rows = [FAMILY, row("x", ADDRESS, {"latin": long_word, "arabic": "الرباط"})]
    page = pypdfium2.PdfDocument(certificate_of(sheet_of(rows=rows)))[0].get_textpage()
    boxes = [
        page.get_charbox(at)
        for at in range(page.count_chars())
        if page.get_text_range(at, 1) == "W"
    ]
    assert len(boxes) == len(long_word)
    assert max(right for _, _, right, _ in boxes) < MIDDLE


def test_markup_in_a_sheet_is_only_text() -> None:
    markup = '#read("/etc/passwd") *x* $y$ @z'
    rows = [FAMILY, row("x", _same(markup), {"text": markup})]
    pdf = certificate_of(sheet_of(rows=rows, languages=["en"], statements=[_same(markup)]))
    assert " ".join(text_of(pdf).split()).count(markup) == 3


def test_the_notice_is_on_every_page() -> None:
    notice = four("تجربة", "Specimen-partout", "ⴰⵙⴽⵏ", "Specimen-everywhere")
    rows = [FAMILY, *(row(f"r{at}", ADDRESS, {"text": "x"}) for at in range(39))]
    statements = [_same("x " * 400 + "x")] * 8
    pdf = certificate_of(
        sheet_of(rows=rows, statements=statements, notice=notice, languages=["en"])
    )
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    assert len(pages) > 2
    assert all("Specimen-everywhere" in page for page in pages)


def test_the_json_inside_is_what_was_printed() -> None:
    sheet = sheet_of()
    inside = attached_files(certificate_of(sheet))[ATTACHED_NAME]
    assert read_sheet(inside) == sheet
    assert inside == canonical_json(json.loads(inside))

import json
from pathlib import Path
from typing import Any

import pytest

from sheets import AT
from sheets_of_bodies import ROWS, SHEET_NUMBER, draft, row, sheet_of
from thiqa.documents import (
    Amount,
    ByLanguage,
    ByScript,
    PartialDate,
    Plain,
    SheetError,
    as_printed,
    read_draft,
    read_sheet,
)
from thiqa.documents.values import Value
from thiqa.web import Language

LABEL = ROWS[0]["label"]
LATIN_ALONE = row("family_name", LABEL, {"latin": "BENALI"})
ARABIC_ALONE = row("given_name", LABEL, {"arabic": "سلمى"})


def test_a_sheet_is_the_same_after_being_json() -> None:
    sheet = sheet_of()
    assert read_sheet(sheet.to_json()) == sheet
    members = json.loads(sheet.to_json())
    assert (members["number"], members["issued_at"]) == (SHEET_NUMBER, AT)
    assert {**draft(), "number": SHEET_NUMBER, "issued_at": AT} == members


def test_a_draft_is_json_or_its_members() -> None:
    assert read_draft(json.dumps(draft()).encode()) == read_draft(draft())


def test_the_holder_may_be_named_as_a_whole() -> None:
    name = {"latin": "Salma BENALI", "arabic": "سلمى بنعلي"}
    sheet = sheet_of(holder=name, rows=list(ROWS[2:]))
    assert sheet.holder == ByScript("Salma BENALI", "سلمى بنعلي")
    assert json.loads(sheet.to_json())["holder"] == name
    assert read_sheet(sheet.to_json()) == sheet


@pytest.mark.parametrize("absent", ["valid_until", "notice"])
def test_what_a_draft_may_leave_out_is_left_out(absent: str) -> None:
    members = draft()
    del members[absent]
    sheet = read_draft(members).issued(SHEET_NUMBER, at=AT)
    assert absent not in json.loads(sheet.to_json())
    assert read_sheet(sheet.to_json()) == sheet


@pytest.mark.parametrize(
    ("rows", "holder"),
    [
        (ROWS, ByScript("Salma SPECIMEN-BENALI", "سلمى نموذج-بنعلي")),
        ([LATIN_ALONE], ByScript("BENALI", None)),
        ([ARABIC_ALONE], ByScript(None, "سلمى")),
        ([LATIN_ALONE, ARABIC_ALONE], ByScript("BENALI", "سلمى")),
    ],
)
def test_the_holder_has_the_names_that_there_are(rows: list[Any], holder: ByScript) -> None:
    assert sheet_of(rows=list(rows)).holder == holder


SHOWN: list[tuple[Value, Language, str]] = [
    (Plain("SP100001"), Language.AR, "SP100001"),
    (ByScript("Rabat", "الرباط"), Language.AR, "الرباط"),
    (ByScript("Rabat", "الرباط"), Language.ZGH, "Rabat"),
    (ByScript(None, "الرباط"), Language.FR, "الرباط"),
    (ByScript("Rabat"), Language.AR, "Rabat"),
    (ByLanguage({Language.AR: "نعم", Language.FR: "oui"}), Language.AR, "نعم"),
    (ByLanguage({Language.AR: "نعم", Language.FR: "oui"}), Language.EN, "oui"),
    (PartialDate(1952), Language.AR, "1952"),
    (PartialDate(1952, 3), Language.FR, "mars 1952"),
    (PartialDate(1952, 3, 7), Language.EN, "7 March 1952"),
    (PartialDate(1952, 3, 7), Language.AR, "7 مارس 1952"),
    (Amount(1_234_550, "MAD"), Language.FR, "12\u00a0345,50 dirhams marocains"),
    (Amount(150, "MAD"), Language.EN, "1.50 Moroccan dirhams"),
    (Amount(150, "JPY"), Language.EN, "150 Japanese yen"),
]


@pytest.mark.parametrize(("value", "language", "text"), SHOWN)
def test_each_language_writes_a_value_in_its_own_way(
    value: Value, language: Language, text: str
) -> None:
    assert value.shown(language) == text
    assert as_printed(text) == text


@pytest.mark.parametrize(
    "languages", [["ar"], ["fr"], ["zgh"], ["en"], ["ar", "fr"], ["ar", "zgh"]]
)
def test_a_sheet_is_in_one_language_or_beside_arabic(languages: list[str]) -> None:
    assert list(sheet_of(languages=languages).languages) == languages


def test_a_text_is_made_ready_for_a_sheet() -> None:
    assert as_printed("Me\u0301lanie\u202e\n日") == "Mélanie\ufffd \ufffd"
    assert as_printed("q" + "\u0323" * 50) == "q" + "\u0323" * 3
    assert as_printed("سُلَّمَى") == "سُلَّمَى"


def test_a_letter_that_looks_like_another_one_is_seen() -> None:
    assert as_printed("S\u0430lma") == "S\ufffdlma"  # a Cyrillic letter
    assert as_printed("\u0391li") == "\ufffdli"  # a Greek one
    assert as_printed("\uff21li") == "\ufffdli"  # a wide one


def test_an_error_says_where() -> None:
    rows = [*ROWS[:2], {**ROWS[2], "label": {"ar": "x", "fr": "x", "en": "x"}}]
    with pytest.raises(SheetError, match=r"rows\[2\]\.label\.zgh: missing") as caught:
        sheet_of(rows=rows)
    assert caught.value.where == "rows[2].label.zgh"


def test_the_example_of_the_guide_is_a_sheet() -> None:
    guide = Path(__file__).parents[3] / "docs" / "guides" / "sheets.md"
    example = guide.read_text().split("```json\n", 1)[1].split("```", 1)[0]
    body = dict.fromkeys(Language, "Commune")
    sheet = read_draft({**json.loads(example), "issuer": body}).issued(SHEET_NUMBER, at=AT)
    assert read_sheet(sheet.to_json()).holder == ByScript("Salma BENALI", "سلمى بنعلي")

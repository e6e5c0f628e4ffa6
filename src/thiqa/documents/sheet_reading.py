"""Reading sheets: each member of the JSON is checked, and what is wrong is said with its path."""

import re
from typing import Any, Final

from thiqa.base import EncodingError, canonical_json, parse_json_object
from thiqa.documents.checked import (
    Members,
    inside,
    read_integer,
    read_matching,
    read_object,
    read_sentences,
    read_texts,
)
from thiqa.documents.errors import SheetError
from thiqa.documents.sheet import FAMILY_NAME, GIVEN_NAME, Row, Sheet, SheetDraft
from thiqa.documents.value_reading import read_by_script, read_value
from thiqa.documents.values import ByScript
from thiqa.web import Language

MAX_SHEET_BYTES: Final = 65_536
MAX_ROWS: Final = 40
MAX_ESSENTIAL_ROWS: Final = 8
MAX_STATEMENTS: Final = 20
MAX_LABEL: Final = 120
MAX_TITLE: Final = 200
MAX_STATEMENT: Final = 8_000
MAX_LAW: Final = 600
MAX_SECONDS: Final = 253_402_300_799
"""The last second of the year 9999."""

NUMBER: Final = re.compile(r"(?=.{4,40}\Z)[0-9A-Z]+(?:-[0-9A-Z]+)*")
TYPE: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
ROW_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")

_DRAFT: Final = frozenset({"type", "issuer", "title", "rows", "statements", "law", "languages"})
_OPTIONAL: Final = frozenset({"valid_until", "notice", "holder"})


def read_sheet(data: bytes) -> Sheet:
    """Return the sheet that lies in a document; there is one spelling of it.

    Raises SheetError: anything else than what `Sheet.to_json` writes.
    """
    members = read_object(_parsed(data), "", _DRAFT | {"number", "issued_at"}, _OPTIONAL)
    number = read_matching(members["number"], "number", NUMBER)
    issued_at = read_integer(members["issued_at"], "issued_at", MAX_SECONDS)
    sheet = _draft_of(members).issued(number, at=issued_at)
    if sheet.valid_until is not None and sheet.valid_until <= issued_at:
        raise SheetError("valid_until", "not after issued_at")
    if sheet.to_json() != data:
        raise SheetError("", "not in its canonical form (RFC 8785)")
    return sheet


def read_draft(value: bytes | Members) -> SheetDraft:
    """Return a draft as a body writes it: a sheet without `number` and `issued_at`."""
    data = value if isinstance(value, bytes) else _as_json(value)
    return _draft_of(read_object(_parsed(data), "", _DRAFT, _OPTIONAL))


def _as_json(members: Members) -> bytes:
    try:
        return canonical_json(dict(members))
    except (TypeError, ValueError, RecursionError, EncodingError) as error:
        raise SheetError("", "not JSON") from error


def _parsed(data: bytes) -> Members:
    try:
        return parse_json_object(data, max_characters=MAX_SHEET_BYTES)
    except EncodingError as error:
        raise SheetError("", str(error)) from error


def _draft_of(members: Members) -> SheetDraft:
    end, notice, holder = (members.get(name) for name in ("valid_until", "notice", "holder"))
    full_name = None if holder is None else read_by_script(holder, "holder")
    return SheetDraft(
        type=read_matching(members["type"], "type", TYPE),
        issuer=read_texts(members["issuer"], "issuer", MAX_TITLE),
        title=read_texts(members["title"], "title", MAX_TITLE),
        rows=_rows(members["rows"], is_named=full_name is not None),
        statements=tuple(
            read_sentences(each, f"statements[{at}]", MAX_STATEMENT)
            for at, each in enumerate(_list(members["statements"], "statements", MAX_STATEMENTS))
        ),
        law=read_texts(members["law"], "law", MAX_LAW),
        languages=_languages(members["languages"]),
        valid_until=None if end is None else read_integer(end, "valid_until", MAX_SECONDS),
        notice=None if notice is None else read_texts(notice, "notice", MAX_LABEL),
        full_name=full_name,
    )


def _rows(value: Any, *, is_named: bool) -> tuple[Row, ...]:
    """Read the rows: each has its own name, and they name the holder if nothing else does."""
    rows = tuple(
        _row(each, f"rows[{at}]") for at, each in enumerate(_list(value, "rows", MAX_ROWS))
    )
    if len({row.name for row in rows}) != len(rows):
        raise SheetError("rows", "two rows of one name")
    if sum(row.essential for row in rows) > MAX_ESSENTIAL_ROWS:
        raise SheetError("rows", f"more than {MAX_ESSENTIAL_ROWS} are essential")
    naming = [row.value for row in rows if row.name in {GIVEN_NAME, FAMILY_NAME}]
    if is_named == bool(naming):
        raise SheetError("rows", f"the name is in holder, or in {GIVEN_NAME} and {FAMILY_NAME}")
    if not all(isinstance(each, ByScript) for each in naming):
        raise SheetError("rows", "the holder's name is not by script (latin, arabic)")
    return rows


def _row(value: Any, where: str) -> Row:
    members = read_object(value, where, {"name", "label", "value"}, {"essential"})
    if "essential" in members and members["essential"] is not True:
        raise SheetError(inside(where, "essential"), "not true")
    return Row(
        name=read_matching(members["name"], inside(where, "name"), ROW_NAME),
        label=read_texts(members["label"], inside(where, "label"), MAX_LABEL),
        value=read_value(members["value"], inside(where, "value")),
        essential="essential" in members,
    )


def _languages(value: Any) -> tuple[Language, ...]:
    names = _list(value, "languages", 2)
    known = [Language(each) for each in names if each in list(Language)]
    if len(known) != len(names) or not known:
        raise SheetError("languages", "not one language or two")
    if len(known) == 2 and (known[0] is not Language.AR or known[1] is Language.AR):
        raise SheetError("languages", "of two languages the first is Arabic")
    return tuple(known)


def _list(value: Any, where: str, limit: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > limit:
        raise SheetError(where, f"not a list of at most {limit}")
    return value

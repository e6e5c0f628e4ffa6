"""A sheet: what a document says, apart from how it looks; the JSON inside it is this, too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from thiqa.base import canonical_json
from thiqa.documents.glyphs import with_glyphs
from thiqa.documents.values import ByScript, Value
from thiqa.web import Language
from thiqa.web.bidi import visible

Texts = Mapping[Language, str]
"""One text in each of the four languages."""

GIVEN_NAME = "given_name"
FAMILY_NAME = "family_name"
"""The rows that are the holder's name; either may be missing."""

_MARKS = "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
_TOO_MANY_MARKS = re.compile(f"({_MARKS}{{3}}){_MARKS}+")


@dataclass(frozen=True, slots=True)
class Row:
    """A fact with its label; an essential one is in the code on the paper, too."""

    name: str
    label: Texts
    value: Value
    essential: bool = False


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """What a body wants a document to say."""

    type: str
    issuer: Texts
    title: Texts
    rows: tuple[Row, ...]
    statements: tuple[Texts, ...]
    """Sentences; a value in one of them stands between U+2068 and U+2069."""
    law: Texts
    languages: tuple[Language, ...]
    """One, or Arabic and another one side by side."""
    valid_until: int | None = None
    """In seconds since the epoch; None: without an end."""
    notice: Texts | None = None
    """A line above all others: that this is a demonstration."""
    full_name: ByScript | None = None
    """Who it is about, before all rows; None: the rows have the parts of the name."""

    def issued(self, number: str, *, at: int) -> "Sheet":
        """Return the sheet that the draft becomes."""
        members = {each.name: getattr(self, each.name) for each in fields(SheetDraft)}
        return Sheet(**members, number=number, issued_at=at)

    @property
    def holder(self) -> ByScript:
        """Who it is about, in each script as far as it is known; first names first."""
        if self.full_name is not None:
            return self.full_name
        names = {row.name: row.value for row in self.rows}
        parts = [names.get(GIVEN_NAME), names.get(FAMILY_NAME)]
        found = [part for part in parts if isinstance(part, ByScript)]
        return ByScript(
            latin=" ".join(part.latin for part in found if part.latin) or None,
            arabic=" ".join(part.arabic for part in found if part.arabic) or None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(SheetDraft):
    """What a document says, with its number and its date."""

    number: str
    issued_at: int

    def to_json(self) -> bytes:
        """Return the one text that the document holds for machines (RFC 8785)."""
        return canonical_json(members_of(self))


def as_printed(text: str) -> str:
    """Return a text as a sheet takes it: in NFC, nothing hidden, a glyph for every character,
    and no more marks on a letter than writing needs, as they would cover the next line.
    """
    return _TOO_MANY_MARKS.sub(r"\1", with_glyphs(visible(text)))


def members_of(sheet: SheetDraft) -> dict[str, Any]:
    """Return the JSON members of a sheet, or of a draft; those without a value are not there."""
    members: dict[str, Any] = {
        "type": sheet.type,
        "issuer": dict(sheet.issuer),
        "title": dict(sheet.title),
        "rows": [_row_members(row) for row in sheet.rows],
        "statements": [dict(each) for each in sheet.statements],
        "law": dict(sheet.law),
        "languages": list(sheet.languages),
    }
    if sheet.valid_until is not None:
        members["valid_until"] = sheet.valid_until
    if sheet.notice is not None:
        members["notice"] = dict(sheet.notice)
    if sheet.full_name is not None:
        members["holder"] = sheet.full_name.to_json()
    if isinstance(sheet, Sheet):
        members |= {"number": sheet.number, "issued_at": sheet.issued_at}
    return members


def _row_members(row: Row) -> dict[str, Any]:
    members: dict[str, Any] = {
        "name": row.name,
        "label": dict(row.label),
        "value": row.value.to_json(),
    }
    if row.essential:
        members["essential"] = True
    return members

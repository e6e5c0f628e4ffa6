"""The parts that sheets are read from: objects, texts and numbers, each refused with its path."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from thiqa.documents.errors import SheetError
from thiqa.documents.sheet import Texts, as_printed
from thiqa.web import Language
from thiqa.web.bidi import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE, isolate

Members = Mapping[str, Any]

_ISOLATE = re.compile(
    f"{FIRST_STRONG_ISOLATE}([^{FIRST_STRONG_ISOLATE}]*?){POP_DIRECTIONAL_ISOLATE}"
)


def read_object(
    value: Any, where: str, required: Set[str], optional: Set[str] = frozenset()
) -> Members:
    """Return an object that has what is required, and nothing unknown."""
    if not isinstance(value, dict):
        raise SheetError(where, "not an object")
    for name in sorted(required - value.keys()):
        raise SheetError(inside(where, name), "missing")
    for name in sorted(value.keys() - required - optional):
        raise SheetError(where, f"an unknown member {name[:40]!r}")
    return value


def read_text(value: Any, where: str, limit: int) -> str:
    """Return a text that is not empty, and printed as it is."""
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        raise SheetError(where, f"not a text of 1 to {limit} characters")
    if value.strip() != value:
        raise SheetError(where, "blanks at an end")
    require_printable(value, where)
    return value


def read_texts(value: Any, where: str, limit: int) -> Texts:
    """Return a text in each of the four languages."""
    members = read_object(value, where, set(Language))
    return {
        language: read_text(members[language], inside(where, language), limit)
        for language in Language
    }


def read_sentences(value: Any, where: str, limit: int) -> Texts:
    """Return texts in which values may be isolated."""
    members = read_object(value, where, set(Language))
    for language, text in members.items():
        path = inside(where, language)
        if not isinstance(text, str) or not 0 < len(text) <= limit:
            raise SheetError(path, f"not a text of 1 to {limit} characters")
        for part, _ in parts_of(text):
            require_printable(part, path)
    return {language: members[language] for language in Language}


def read_matching(value: Any, where: str, pattern: re.Pattern[str]) -> str:
    """Return a text of a certain form."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise SheetError(where, f"not of the form {pattern.pattern}")
    return value


def read_integer(value: Any, where: str, limit: int) -> int:
    """Return a whole number from 0 to a limit."""
    if type(value) is not int or not 0 <= value <= limit:
        raise SheetError(where, f"not a whole number from 0 to {limit}")
    return value


def require_printable(text: str, where: str) -> None:
    """Refuse a text that would say something else on paper than to machines."""
    if as_printed(text) != text:
        raise SheetError(where, "not in NFC, or characters that are hidden or have no glyph")


def parts_of(text: str) -> Iterator[tuple[str, bool]]:
    """Return the parts of a sentence in turn, and of each whether it is an isolated value."""
    end = 0
    for match in _ISOLATE.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False
        if match[1]:
            yield match[1], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def sentence_as_printed(text: str) -> str:
    """Return a sentence as a sheet takes it, with the values that are isolated in it."""
    parts = ((as_printed(part), isolated) for part, isolated in parts_of(text))
    return "".join(isolate(part) if isolated else part for part, isolated in parts)


def inside(where: str, name: str) -> str:
    """Return the path of a member."""
    return f"{where}.{name}" if where else name

"""Values in a code: a list each, whose first member says what the others are."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from thiqa.documents.checked import parts_of, read_text
from thiqa.documents.sheet import as_printed
from thiqa.documents.value_reading import read_value
from thiqa.documents.values import Amount, ByLanguage, ByScript, PartialDate, Plain, Value
from thiqa.web import Language

MAX_CODE_TEXT: Final = 80
"""Of a value: the rest of a longer one is in the document alone."""
MAX_CODE_SENTENCE: Final = 240
"""Of a statement, and of what a body says in each language."""
MAX_ISOLATED: Final = 40
"""Of a value in a statement."""
MAX_CODE_NAME: Final = 200
"""Of the holder, in each script."""
ELLIPSIS = "…"

PLAIN, BY_SCRIPT, BY_LANGUAGE, DATE, MONEY = range(5)


def shortened(value: Value, languages: Sequence[Language]) -> Value:
    """Return what a code says of a value: its beginning, in the languages of the paper.

    Whoever chooses a long text takes no place from others.
    """
    match value:
        case Plain(text):
            return Plain(_cut(text))
        case ByScript():
            return short_name(value, MAX_CODE_TEXT)
        case ByLanguage(texts):
            return ByLanguage(
                {language: _cut(texts[language], MAX_CODE_SENTENCE) for language in languages}
            )
        case _:
            return value


def short_name(name: ByScript, limit: int = MAX_CODE_NAME) -> ByScript:
    """Return what a code says of a name."""
    cut = partial(_cut, limit=limit)
    return ByScript(name.latin and cut(name.latin), name.arabic and cut(name.arabic))


def short_statement(text: str) -> str:
    """Return what a code says of a statement: long values in it do not push out its end."""
    parts = (_cut(part, MAX_ISOLATED) if value else part for part, value in parts_of(text))
    return _cut(as_printed("".join(parts)).strip(), MAX_CODE_SENTENCE)


def _cut(text: str, limit: int = MAX_CODE_TEXT) -> str:
    return text if len(text) <= limit else text[: limit - len(ELLIPSIS)].rstrip() + ELLIPSIS


def write_code_value(value: Value) -> list[Any]:
    """Return the CBOR form of a value."""
    match value:
        case Plain(text):
            return [PLAIN, text]
        case ByScript(latin, arabic):
            return [BY_SCRIPT, latin, arabic]
        case ByLanguage(texts):
            return [BY_LANGUAGE, {language.value: text for language, text in texts.items()}]
        case PartialDate():
            return [DATE, value.iso]
        case Amount(amount, currency):
            return [MONEY, amount, currency]


def read_code_value(value: Any) -> Value:
    """Read the CBOR form of a value, with the limits of a sheet.

    Raises SheetError or ValueError: what no sheet has.
    """
    match value:
        case [0, text]:
            members = {"text": text}
        case [1, latin, arabic]:
            scripts = {"latin": latin, "arabic": arabic}
            members = {name: text for name, text in scripts.items() if text is not None}
        case [2, dict(texts)]:
            return ByLanguage(
                {
                    Language(name): read_text(text, name, MAX_CODE_SENTENCE)
                    for name, text in texts.items()
                }
            )
        case [3, iso]:
            members = {"date": iso}
        case [4, amount, currency]:
            members = {"amount": amount, "currency": currency}
        case _:
            raise ValueError("not a value of a code")
    return read_value(members, "value", MAX_CODE_TEXT)

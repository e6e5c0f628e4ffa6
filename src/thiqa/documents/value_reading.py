"""Reading the values of sheets: which members an object has says what it is."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from thiqa.documents.checked import (
    Members,
    inside,
    read_integer,
    read_matching,
    read_object,
    read_text,
    read_texts,
)
from thiqa.documents.errors import SheetError
from thiqa.documents.values import Amount, ByLanguage, ByScript, PartialDate, Plain, Value

MAX_VALUE: Final = 4_000
MAX_AMOUNT: Final = 10**15

CURRENCY: Final = re.compile(r"[A-Z]{3}")
DATE: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def read_value(value: Any, where: str, limit: int = MAX_VALUE) -> Value:
    """Return a value whose texts have at most so many characters."""
    if isinstance(value, dict):
        for name, read in _KINDS.items():
            if name in value:
                return read(value, where, limit)
    raise SheetError(where, f"not a value: an object with one of {', '.join(_KINDS)}")


def read_by_script(value: Any, where: str) -> ByScript:
    """Return a name in one script or in both."""
    if not isinstance(value, dict) or not value:
        raise SheetError(where, "not a name: an object with latin, arabic, or both")
    return _by_script(value, where, MAX_VALUE)


def _plain(members: Members, where: str, limit: int) -> Plain:
    read_object(members, where, {"text"})
    return Plain(read_text(members["text"], inside(where, "text"), limit))


def _by_script(members: Members, where: str, limit: int) -> ByScript:
    read_object(members, where, set(), {"latin", "arabic"})
    texts = {name: read_text(text, inside(where, name), limit) for name, text in members.items()}
    return ByScript(**texts)


def _by_language(members: Members, where: str, limit: int) -> ByLanguage:
    read_object(members, where, {"texts"})
    return ByLanguage(read_texts(members["texts"], inside(where, "texts"), limit))


def _date(members: Members, where: str, limit: int) -> PartialDate:
    read_object(members, where, {"date"})
    path = inside(where, "date")
    parts = [int(part) for part in read_matching(members["date"], path, DATE).split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError as error:
        raise SheetError(path, "no such day") from error
    return PartialDate(*parts)


def _money(members: Members, where: str, limit: int) -> Amount:
    read_object(members, where, {"amount", "currency"})
    return Amount(
        read_integer(members["amount"], inside(where, "amount"), MAX_AMOUNT),
        read_matching(members["currency"], inside(where, "currency"), CURRENCY),
    )


_KINDS: Final[Mapping[str, Callable[[Members, str, int], Value]]] = {
    "text": _plain,
    "latin": _by_script,
    "arabic": _by_script,
    "texts": _by_language,
    "date": _date,
    "amount": _money,
}

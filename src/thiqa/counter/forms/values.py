"""One field read: from what was typed to its canonical text, or to what is wrong with it.

A canonical text is in NFC without hidden characters; a number in ASCII digits; a day as
`YYYY-MM-DD`; a choice by its option's id; a declaration `yes`.
"""

import re
import unicodedata
from datetime import date, timedelta

from thiqa.counter.catalogue import (
    ChoiceKind,
    DayKind,
    DeclarationKind,
    Field,
    FieldKind,
    NumberKind,
    TextKind,
)
from thiqa.counter.forms import faults
from thiqa.counter.forms.faults import FieldFault

DECLARED = "yes"
MAX_NUMBER_CHARACTERS = 12

_JOINERS = frozenset("\u200c\u200d")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
"""Arabic and Persian digits, as some keyboards write them."""
_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

Read = str | FieldFault


def read_value(field: Field, typed: str, today: date) -> Read:
    """Return the canonical text of a field that is no upload; "" where nothing was typed."""
    text = tidy(typed)
    if any(_is_unseen(each) for each in text):
        return faults.HIDDEN_SIGN
    if text == "":
        return _missing(field) if field.required else ""
    return _read(field.kind, text, today)


def _read(kind: FieldKind, text: str, today: date) -> Read:
    match kind:
        case TextKind():
            return _read_text(kind, text)
        case NumberKind():
            return _read_number(kind, text)
        case DayKind():
            return _read_day(kind, text, today)
        case ChoiceKind():
            return _read_choice(kind, text)
        case DeclarationKind():
            return DECLARED if text == DECLARED else faults.NOT_DECLARED
        case _:
            return faults.NO_FILE


def tidy(typed: str) -> str:
    """Return a text in NFC, without the marks of direction that phones put into it."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    lines = text.replace("\t", " ").replace("\u00a0", " ").split("\n")
    return "\n".join(_without_formats(line).rstrip() for line in lines).strip()


def _without_formats(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(each for each in line if each in _JOINERS or unicodedata.category(each) != "Cf")


def _is_unseen(character: str) -> bool:
    if character == "\n" or character in _JOINERS:
        return False
    return unicodedata.category(character)[0] == "C"


def _missing(field: Field) -> FieldFault:
    match field.kind:
        case ChoiceKind():
            return faults.NOT_CHOSEN
        case DeclarationKind():
            return faults.NOT_DECLARED
        case _:
            return faults.MISSING


def _read_text(kind: TextKind, text: str) -> Read:
    if not kind.several_lines:
        text = " ".join(text.split())
    if len(text) > kind.max_length:
        values = {"most": str(kind.max_length), "found": str(len(text))}
        return FieldFault(faults.TOO_LONG, values)
    if kind.pattern is not None and not re.fullmatch(kind.pattern, text):
        return faults.OTHER_FORM
    return text


def _read_number(kind: NumberKind, text: str) -> Read:
    digits = re.sub(r"[\s\u202f'.,](?=\d{3}(?!\d))", "", text.translate(_DIGITS))
    if len(digits) > MAX_NUMBER_CHARACTERS or not re.fullmatch(r"-?[0-9]+", digits):
        return faults.NO_NUMBER
    number = int(digits)
    if number < kind.minimum:
        return FieldFault(faults.TOO_SMALL, {"least": str(kind.minimum)})
    if number > kind.maximum:
        return FieldFault(faults.TOO_LARGE, {"most": str(kind.maximum)})
    return str(number)


def _read_day(kind: DayKind, text: str, today: date) -> Read:
    day = parse_day(text)
    if day is None:
        return faults.NO_DAY
    if kind.earliest_days is not None:
        first = today + timedelta(days=kind.earliest_days)
        if day < first:
            return FieldFault(faults.TOO_EARLY, {"first": f"{first:%d/%m/%Y}"})
    if kind.latest_days is not None:
        last = today + timedelta(days=kind.latest_days)
        if day > last:
            return FieldFault(faults.TOO_LATE, {"last": f"{last:%d/%m/%Y}"})
    return day.isoformat()


def parse_day(text: str) -> date | None:
    """Return a day that is written YYYY-MM-DD, as browsers send it, or DD/MM/YYYY."""
    found = _DAY.fullmatch(text.translate(_DIGITS).replace(" ", ""))
    if found is None:
        return None
    year, month, day = found["y"] or found[6], found["m"] or found[5], found["d"] or found[4]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _read_choice(kind: ChoiceKind, text: str) -> Read:
    return text if text in {option.id for option in kind.options} else faults.NOT_CHOSEN

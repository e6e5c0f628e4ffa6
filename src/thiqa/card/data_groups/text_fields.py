"""What the objects of DG11, DG12 and DG16 hold: texts, names, days (ICAO 9303-10, section 4.7)."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.images import image_format

FILLER: Final = "<"
MAX_TEXT_BYTES: Final = 4_096
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make a text read in another order than it is written."""

_DAY = re.compile(r"[0-9]{8}")
_INSTANT = re.compile(r"[0-9]{14}")


class FullName(NamedTuple):
    """A name in any script; a space between words."""

    primary: str
    secondary: str = ""


def read_text(value: bytes) -> str:
    """Read UTF-8 without control characters and without characters that turn a text round."""
    if len(value) > MAX_TEXT_BYTES:
        raise DataGroupError("a text is too long")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        raise DataGroupError("a text is not UTF-8") from None
    if any(unicodedata.category(each) == "Cc" or each in TURNING for each in text):
        raise DataGroupError("a text has characters that show nothing or turn it round")
    return text


def write_text(text: str) -> bytes:
    """Write a text that can be read again."""
    value = text.encode("utf-8", "surrogatepass")
    read_text(value)
    return value


def read_lines(value: bytes) -> tuple[str, ...]:
    """Read the parts of a text between fillers; empty ones are left out."""
    return tuple(part for part in read_text(value).split(FILLER) if part)


def write_lines(lines: Sequence[str]) -> bytes:
    """Write the parts of a text with a filler between them."""
    if any(FILLER in line or not line for line in lines):
        raise DataGroupError("a part of a text is empty or has a filler in it")
    return write_text(FILLER.join(lines))


def read_name(value: bytes) -> FullName:
    """Read a name: two fillers between its parts, one between words."""
    primary, _, secondary = read_text(value).partition(2 * FILLER)
    name = FullName(*(" ".join(part.replace(FILLER, " ").split()) for part in (primary, secondary)))
    if not name.primary:
        raise DataGroupError("a name is empty")
    return name


def write_name(name: FullName) -> bytes:
    """Write a name."""
    parts = [FILLER.join(part.split()) for part in name if part]
    if not name.primary or any(FILLER in part for part in name):
        raise DataGroupError("a name is empty or has a filler in it")
    return write_text((2 * FILLER).join(parts))


def read_day(value: bytes) -> str:
    """Read a day as eight digits; early documents write two of them in a byte."""
    text = value.hex() if len(value) == 4 else value.decode("ascii", "replace")
    return _matching(_DAY, text)


def write_day(day: str) -> bytes:
    """Write a day."""
    return _matching(_DAY, day).encode("ascii")


def read_instant(value: bytes) -> str:
    """Read day and time as fourteen digits; early documents write two of them in a byte."""
    text = value.hex() if len(value) == 7 else value.decode("ascii", "replace")
    return _matching(_INSTANT, text)


def write_instant(instant: str) -> bytes:
    """Write day and time."""
    return _matching(_INSTANT, instant).encode("ascii")


def read_picture(value: bytes) -> bytes:
    """Read a picture, told by its first bytes."""
    image_format(value)
    return value


def _matching(form: re.Pattern[str], text: str) -> str:
    if not form.fullmatch(text):
        raise DataGroupError("a day or a time is not made of digits")
    return text

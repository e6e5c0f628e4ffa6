"""The machine-readable zone in its three sizes (ICAO 9303-3, section 4.9, and parts 4 to 6)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from thiqa.card.data_groups.errors import MrzError
from thiqa.card.data_groups.mrz_layout import DOCUMENT_CODE, ISSUER, LAYOUTS, Layout

FILLER: Final = "<"
WEIGHTS: Final = (7, 3, 1)
SHORT_NUMBER_CHARACTERS: Final = 9
LEAP_CENTURY: Final = 2000
"""The century in which every day of two digits a year exists."""

_ALPHABET = re.compile(r"[A-Z0-9<]+")
_FORMS: Final = {
    "document_code": re.compile(r"[A-Z][A-Z]?"),
    "issuer": re.compile(r"[A-Z]{1,3}"),
    "nationality": re.compile(r"[A-Z]{1,3}"),
    "document_number": re.compile(r"[A-Z0-9](?:[A-Z0-9<]*[A-Z0-9])?"),
    "date_of_birth": re.compile(r"(?:[0-9]{2}|<<){3}"),
    "sex": re.compile(r"[MF<]"),
    "date_of_expiry": re.compile(r"[0-9]{6}"),
    "primary": re.compile(r"[A-Z]+(?: [A-Z]+)*"),
    "secondary": re.compile(r"(?:[A-Z]+(?: [A-Z]+)*)?"),
    "optional": re.compile(r"(?:[A-Z0-9<]*[A-Z0-9])?"),
    "optional_second": re.compile(r"(?:[A-Z0-9<]*[A-Z0-9])?"),
}


def check_digit(text: str) -> str:
    """Return the check digit of a text (ICAO 9303-3, section 4.9)."""
    values = ("0" if character == FILLER else character for character in text)
    total = sum(int(each, 36) * WEIGHTS[at % 3] for at, each in enumerate(values))
    return str(total % 10)


@dataclass(frozen=True, slots=True, repr=False)
class MachineReadableZone:
    """What the zone says, fillers taken off; dates are six digits, of which `<<` are unknown.

    `primary` and `secondary` are the parts of the name, a space between their words; they may be
    cut off, as the zone is short.
    """

    layout: Layout
    document_code: str
    issuer: str
    document_number: str
    nationality: str
    date_of_birth: str
    sex: str
    date_of_expiry: str
    primary: str
    secondary: str
    optional: str = ""
    optional_second: str = ""

    def __post_init__(self) -> None:
        for name, form in _FORMS.items():
            if not form.fullmatch(getattr(self, name)):
                raise MrzError(f"{name.replace('_', ' ')} is not what a zone can hold")
        for digits in (self.date_of_birth.replace(2 * FILLER, "01"), self.date_of_expiry):
            _day(digits, LEAP_CENTURY)

    def birth(self, today: date) -> date | None:
        """Return the last such day that is not in the future; None if it is not wholly known."""
        if FILLER in self.date_of_birth:
            return None
        century = today.year // 100 * 100
        born = _day(self.date_of_birth, century)
        return born if born <= today else _day(self.date_of_birth, century - 100)

    def expiry(self, near: date) -> date:
        """Return the last day of validity in the century from fifty years before a day."""
        first = near.year - 50
        year = first + (int(self.date_of_expiry[:2]) - first) % 100
        return _day(self.date_of_expiry, year // 100 * 100)


def read_mrz(zone: str) -> MachineReadableZone:
    """Read a zone, its lines put one after another.

    1. The length is the one of a layout, and every character is of the zone's alphabet.
    2. The check digits of number, dates and optional data are right.
    3. The composite check digit is right.
    4. Each field has its form.
    """
    layout = LAYOUTS.get(len(zone))
    if layout is None or not _ALPHABET.fullmatch(zone):  # 1
        raise MrzError("not the length or not the characters of a machine-readable zone")
    number, optional = _read_number(zone, layout)  # 2
    for name, field in (
        ("date of birth", layout.date_of_birth),
        ("date of expiry", layout.date_of_expiry),
    ):
        _check(zone[field], zone[field.stop], name)
    if layout.optional_check is not None:
        _check_optional(optional, zone[layout.optional_check])
    composite = "".join(zone[part] for part in layout.composite)  # 3
    _check(composite, zone[layout.composite_check], "composite")
    primary, _, secondary = zone[layout.names].rstrip(FILLER).partition(2 * FILLER)
    return MachineReadableZone(  # 4
        layout=layout,
        document_code=zone[DOCUMENT_CODE].rstrip(FILLER),
        issuer=zone[ISSUER].rstrip(FILLER),
        document_number=number,
        nationality=zone[layout.nationality].rstrip(FILLER),
        date_of_birth=zone[layout.date_of_birth],
        sex=zone[layout.sex],
        date_of_expiry=zone[layout.date_of_expiry],
        primary=_words(primary),
        secondary=_words(secondary),
        optional=optional.rstrip(FILLER),
        optional_second=zone[layout.optional_second].rstrip(FILLER),
    )


def _read_number(zone: str, layout: Layout) -> tuple[str, str]:
    """Return number and optional data; a long number goes on in them (ICAO 9303-5, note j)."""
    field = layout.document_number
    number, digit, optional = zone[field], zone[field.stop], zone[layout.optional]
    if layout.long_numbers and digit == FILLER:
        rest, _, optional = optional.partition(FILLER)
        number, digit = number + rest[:-1], rest[-1:]
    _check(number, digit, "document number")
    return number.rstrip(FILLER), optional


def _check(field: str, digit: str, name: str) -> None:
    if digit != check_digit(field):
        raise MrzError(f"the check digit of the {name} is wrong")


def _check_optional(optional: str, digit: str) -> None:
    """Check optional data; where they are empty, the digit may be a filler (ICAO 9303-4)."""
    if digit != FILLER or optional.strip(FILLER):
        _check(optional, digit, "optional data")


def _words(field: str) -> str:
    return " ".join(field.replace(FILLER, " ").split())


def _day(digits: str, century: int) -> date:
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        raise MrzError("a date of the zone is no day") from None

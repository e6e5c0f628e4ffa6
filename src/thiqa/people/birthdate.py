"""Birth dates of which the day, or the month too, may be unknown (ICAO Doc 9303, part 5)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thiqa.people.errors import BirthdateError

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


class Precision(StrEnum):
    """How much of a birth date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Birthdate:
    """A birth date; what is None is unknown, and nothing is put in its place."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise BirthdateError("a day without its month is no birth date")
        if 0 in (self.month, self.day):
            raise BirthdateError("what is unknown is left out, not zero")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise BirthdateError("there is no such day") from error

    @property
    def precision(self) -> Precision:
        """How much of the date is known."""
        if self.day is not None:
            return Precision.DAY
        return Precision.YEAR if self.month is None else Precision.MONTH

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def has_reached(self, years: int, today: date) -> bool | None:
        """Tell whether the birthday of an age has come; None if that depends on what is unknown.

        Who is born on 29 February has the birthday on 1 March of a common year.
        """
        if _has_passed(self.latest, years, today):
            return True
        return None if _has_passed(self.earliest, years, today) else False


def read_birthdate(text: str) -> Birthdate:
    """Read `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where no more is known."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise BirthdateError("a birth date is of the form YYYY-MM-DD, YYYY-MM or YYYY")
    return Birthdate(*(None if part is None else int(part) for part in found.groups()))  # type: ignore[arg-type]  # the year is always there


def _has_passed(born: date, years: int, today: date) -> bool:
    return (today.year - years, today.month, today.day) >= (born.year, born.month, born.day)

"""Working days: what the law's time is counted in.

Holidays that fall on the same day of each year are known. Those of the lunar calendar are
announced days before; the operator declares them (one ISO date on each line of a file). One
that was not declared is counted as a working day, which is the side of the citizen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from thiqa.counter.errors import SettingsError

WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, as in `date.weekday()`."""

MAX_DAYS = 3_660
"""No law that we know gives a body ten years."""

FIXED_HOLIDAYS: tuple[tuple[int, int, int], ...] = (
    (1, 1, 0),  # New Year
    (1, 11, 0),  # Independence Manifesto
    (1, 14, 2024),  # Amazigh New Year
    (5, 1, 0),  # Labour Day
    (7, 30, 0),  # Feast of the Throne
    (8, 14, 0),  # Oued Ed-Dahab
    (8, 20, 0),  # Revolution of the King and the People
    (8, 21, 0),  # Youth Day
    (10, 31, 2026),  # Unity Day
    (11, 6, 0),  # Green March
    (11, 18, 0),  # Independence Day
)
"""Month, day, and the first year: Morocco's paid holidays of the civil calendar."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count, and where the citizen is."""

    timezone: tzinfo
    declared: frozenset[date] = frozenset()
    """Holidays besides the fixed ones."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether public bodies work on a day."""
        return day.weekday() not in WEEKEND and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """Tell whether a day is a holiday, fixed or declared."""
        fixed = any(
            (day.month, day.day) == (month, number) and day.year >= since
            for month, number, since in FIXED_HOLIDAYS
        )
        return fixed or day in self.declared

    def day_of(self, moment: int) -> date:
        """Return the day of a moment where the citizen is."""
        return datetime.fromtimestamp(moment, self.timezone).date()

    def end_of(self, day: date) -> int:
        """Return the last second of a day where the citizen is."""
        midnight = datetime.combine(day + timedelta(days=1), time.min, self.timezone)
        return int(midnight.timestamp()) - 1


def parse_holidays(lines: Iterable[str]) -> frozenset[date]:
    """Read declared holidays: an ISO date on each line, a remark after `#`."""
    dates = (line.partition("#")[0].strip() for line in lines)
    return frozenset(date.fromisoformat(text) for text in dates if text)


def read_holidays(file: Path | None) -> frozenset[date]:
    """Read the operator's file of declared holidays; none: nothing is declared."""
    if file is None:
        return frozenset()
    try:
        return parse_holidays(file.read_text("utf-8").splitlines())
    except (OSError, ValueError) as error:
        raise SettingsError(f"holidays: {file}: {error}") from error

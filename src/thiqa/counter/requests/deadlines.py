"""By when a body has to decide: counted from the day on which the file is complete.

The first day is not counted, and the last one ends at midnight where the citizen is. Time in
which the citizen is asked for something is not the body's: the days that were left when it asked
begin again when the file is complete once more. A deadline that has passed cannot be stopped.
"""

from datetime import date, timedelta

from thiqa.counter.catalogue.models import Deadline
from thiqa.counter.requests.calendar import MAX_DAYS, Calendar

CONTEST_WITHIN = Deadline(
    days=30,
    working_days=False,
    law={
        "ar": "القانون رقم 55-19، الطعن: ثلاثون يوما (عرض تجريبي)",
        "fr": "Loi n° 55-19, recours : trente jours (démonstration)",
        "zgh": "ⴰⵙⴰⴹⵓⴼ 55-19, ⴰⵙⵎⵔⵙ: 30 ⵏ ⵡⵓⵙⵙⴰⵏ (ⴰⵙⴽⵏ)",
        "en": "Law No. 55-19, recourse: thirty days (demonstration)",
    },
)
"""How long a citizen can contest a decision; a lawyer confirms the article and the counting."""

CONTEST_ANSWER = Deadline(days=30, working_days=False, law=CONTEST_WITHIN.law)
"""How long the body may take to look at a contested decision again."""


def due_at(deadline: Deadline, complete_at: int, calendar: Calendar) -> int:
    """Return the last second in time for a file that is complete since a moment."""
    return end_after(deadline, deadline.days, complete_at, calendar)


def end_after(deadline: Deadline, days: int, moment: int, calendar: Calendar) -> int:
    """Return the last second of the last of so many days, counted as the deadline counts."""
    day = calendar.day_of(moment)
    left = min(days, MAX_DAYS)
    while left > 0:
        day += timedelta(days=1)
        left -= _counts(deadline, day, calendar)
    return calendar.end_of(day)


def days_left(deadline: Deadline, due: int, now: int, calendar: Calendar) -> int:
    """Return how many days that count are left after today; none when the last one has begun."""
    day, last = calendar.day_of(now), calendar.day_of(due)
    last = min(last, day + timedelta(days=MAX_DAYS))
    left = 0
    while day < last:
        day += timedelta(days=1)
        left += _counts(deadline, day, calendar)
    return left


def _counts(deadline: Deadline, day: date, calendar: Calendar) -> int:
    return int(not deadline.working_days or calendar.is_working_day(day))

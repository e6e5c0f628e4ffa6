"""Who may ask: what the catalogue says, held against what the provider says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from thiqa.counter.catalogue import Applicants
from thiqa.counter.errors import CounterError
from thiqa.counter.identity.claims import YEAR


class ApplicantRefusedError(CounterError):
    """The citizen may not ask for this service."""


def check_applicant(applicants: Applicants, claims: Mapping[str, Any], today: date) -> None:
    """Raise ApplicantRefusedError when the citizen is too young, or nothing says how old."""
    if applicants.minimum_age is None:
        return
    born = latest_birthday(claims.get("birthdate"))
    if born is None or age_on(today, born) < applicants.minimum_age:
        raise ApplicantRefusedError(f"younger than {applicants.minimum_age}, or of unknown age")


def latest_birthday(birthdate: object) -> date | None:
    """Return the last day on which somebody can have been born; None: nothing is known.

    Where only the year is known, this is its last day: nobody is taken for older than they are.
    """
    if not isinstance(birthdate, str):
        return None
    try:
        return date(int(birthdate), 12, 31) if YEAR.fullmatch(birthdate) else _day(birthdate)
    except ValueError:
        return None


def age_on(today: date, born: date) -> int:
    """Return an age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _day(text: str) -> date:
    return date.fromisoformat(text)

"""What can be said of a person: claims on record, and those that follow from them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import Any, Final

from thiqa.people.birthdate import Precision
from thiqa.people.models import Person

WORKING_AGE: Final = 15
"""The age of admission to employment (Labour Code, article 143)."""
MAJORITY: Final = 18
"""The age of majority (Family Code, article 209)."""
RETIREMENT_AGE: Final = 60
"""The age of retirement (Labour Code, article 526)."""

ARABIC: Final = "Arab"
LATIN: Final = "Latn"
"""ISO 15924."""
_NAMES: Final = ("family_name", "given_name", "name")


def claim_values(
    person: Person, names: Iterable[str], now: int, timezone: tzinfo = UTC
) -> dict[str, Any]:
    """Return the claims among `names` that are known; an unknown one is left out.

    OpenID Connect Core, section 5.3.2: a claim that is not returned is omitted. Birthdays
    come at midnight in `timezone`, the country's.
    """
    today = datetime.fromtimestamp(now, timezone).date()
    found = {name: _claim(person, name, today) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _claim(person: Person, name: str, today: date) -> Any:
    if name in _DERIVED:
        return _DERIVED[name](person, today)
    if name in {"name", "name#ar"} and name not in person.claims:
        return _full_name(person, name.removeprefix("name"))
    return person.claims.get(name)


def _full_name(person: Person, script: str) -> str | None:
    parts = [person.claims.get(f"{part}{script}") for part in ("given_name", "family_name")]
    return " ".join(part for part in parts if part) or None


def _birthdate(person: Person, today: date) -> str | None:
    """OpenID Connect Core, section 5.1: the whole date, or the year alone."""
    born = person.born
    if born is None:
        return None
    return f"{born.year:04}" if born.day is None else born.earliest.isoformat()


def _birth_year_month(person: Person, today: date) -> str | None:
    born = person.born
    return None if born is None or born.month is None else f"{born.year:04}-{born.month:02}"


def _birthdate_precision(person: Person, today: date) -> Precision | None:
    return None if person.born is None else person.born.precision


def _name_script(person: Person, today: date) -> str | None:
    """Return the script in which the name is authoritative: Arabic, unless there is none.

    Law 36-21 on civil status: acts are drawn up in Arabic, other scripts stand beside it.
    """
    if any(f"{name}#ar" in person.claims for name in _NAMES):
        return ARABIC
    return LATIN if any(name in person.claims for name in _NAMES) else None


def _age_over(person: Person, today: date, *, years: int) -> bool | None:
    return None if person.born is None else person.born.has_reached(years, today)


_DERIVED: Final[Mapping[str, Callable[[Person, date], Any]]] = {
    "national_number": lambda person, today: person.national_number,
    "birthdate": _birthdate,
    "birthdate_precision": _birthdate_precision,
    "birth_year_month": _birth_year_month,
    "name_script": _name_script,
    **{
        f"age_over_{years}": partial(_age_over, years=years)
        for years in (WORKING_AGE, MAJORITY, RETIREMENT_AGE)
    },
}

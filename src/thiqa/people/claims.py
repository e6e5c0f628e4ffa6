"""What can be said of a person: claims on record, and those that follow from them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from thiqa.people.models import Person

ADULT_YEARS = 18
"""The age of majority (Family Code, article 209)."""


def claim_values(person: Person, names: Iterable[str], now: int) -> dict[str, Any]:
    """Return the claims among `names` that are known; an unknown one is left out.

    OpenID Connect Core, section 5.3.2: a claim that is not returned is omitted.
    """
    found = {name: _claim(person, name, now) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _claim(person: Person, name: str, now: int) -> Any:
    if name == "national_number":
        return person.national_number
    if name == "age_over_18":
        return _is_adult(person.claims.get("birthdate"), now)
    if name in {"name", "name#ar"} and name not in person.claims:
        return _full_name(person, name.removeprefix("name"))
    return person.claims.get(name)


def _full_name(person: Person, script: str) -> str | None:
    parts = [person.claims.get(f"{part}{script}") for part in ("given_name", "family_name")]
    return " ".join(part for part in parts if part) or None


def _is_adult(birthdate: str | None, now: int) -> bool | None:
    """Return whether the birthday has come; None if the year alone cannot tell."""
    if birthdate is None:
        return None
    today = datetime.fromtimestamp(now, UTC).date()
    year, _, rest = birthdate.partition("-")
    years = today.year - int(year)
    if years != ADULT_YEARS:
        return years > ADULT_YEARS
    return rest <= today.strftime("%m-%d") if rest else None

"""Who may ask for a service, as far as the provider's word decides it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from thiqa.counter.catalogue.models import Service
from thiqa.counter.requests.errors import NotEntitledError


def check_applicant(service: Service, claims: Mapping[str, Any], today: date) -> None:
    """Refuse a citizen who is surely too young; where only the year is known, a clerk looks."""
    least = service.applicants.minimum_age
    if least is not None and not may_be(least, str(claims.get("birthdate", "")), today):
        raise NotEntitledError("too young")


def may_be(least: int, birthdate: str, today: date) -> bool:
    """Tell whether somebody born on a day, or in a year, can have an age."""
    year = birthdate[:4]
    if not year.isdecimal():
        return True
    years = today.year - int(year)
    try:
        born = date.fromisoformat(birthdate)
    except ValueError:
        return years >= least
    return years - ((today.month, today.day) < (born.month, born.day)) >= least

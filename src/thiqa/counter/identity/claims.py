"""Claims of the provider as a person reads them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from thiqa.web import Language
from thiqa.web.formats import country_name, format_day

YEAR = re.compile(r"[0-9]{4}")
"""OpenID Connect Core, section 5.1: the form of a birthdate of which only the year is known."""
COMMA = {**dict.fromkeys(Language, ", "), Language.AR: "، "}
PLACE_MEMBERS = ("formatted", "locality", "region", "country")
"""OpenID Connect Core, section 5.1.1; `formatted` says it all."""


def readable(name: str, value: Any, language: Language) -> str:
    """Return a claim as a person reads it; what has another form than agreed is not shown."""
    if isinstance(value, Mapping):
        return readable_place(value, script_language(name, language))
    if not isinstance(value, str):
        return ""
    return readable_birthdate(value, language) if name == "birthdate" else value


def script_language(name: str, language: Language) -> Language:
    """Return the reader's language if it is written in the script of the claim, or one that is."""
    if name.endswith("#ar"):
        return Language.AR
    return language if language in {Language.FR, Language.EN} else Language.FR


def readable_birthdate(text: str, language: Language) -> str:
    """Return a date with its month spelled out, or the year where only that is known."""
    try:
        return format_day(date.fromisoformat(text), language)
    except ValueError:
        return text


def readable_place(place: Mapping[str, Any], language: Language) -> str:
    """Return an address or a place of birth in one line."""
    members = {name: str(place[name]) for name in PLACE_MEMBERS if place.get(name)}
    if "formatted" in members:
        return members["formatted"]
    if country := country_name(members.get("country", ""), language):
        members["country"] = country
    return COMMA[language].join(members.values())

"""What the result page shows of a citizen: labels, and values in both scripts."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thiqa.counter.models import Identity
from thiqa.web import Language
from thiqa.web.formats import country_name, format_day
from thiqa.web.messages import message

LABELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (message("Family name"), ("family_name", "family_name#ar")),
    (message("First name"), ("given_name", "given_name#ar")),
    (message("Date of birth"), ("birthdate",)),
    (message("National number"), ("national_number",)),
    (message("Place of birth"), ("place_of_birth", "place_of_birth#ar")),
    (message("Address"), ("address", "address#ar")),
)
"""English messages of the labels, and the claims that each line shows."""

YEAR_ONLY = message("Only the year is known")
YEAR = re.compile(r"[0-9]{4}")
"""OpenID Connect Core, section 5.1: the form of a birthdate of which only the year is known."""
COMMA = {**dict.fromkeys(Language, ", "), Language.AR: "، "}
CODES = ("national_number",)
PLACE_MEMBERS = ("formatted", "locality", "region", "country")
"""OpenID Connect Core, section 5.1.1; `formatted` says it all."""


@dataclass(frozen=True, slots=True)
class Value:
    """A text with its language, where the claim's name says it (section 5.2)."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page; no values: the citizen left it out, or there is none."""

    label: str
    values: tuple[Value, ...]
    is_code: bool
    remark: str | None = None
    """An English message about the values."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """The result page."""

    rows: tuple[Row, ...]
    auth_time: int
    log: str
    index: int
    log_size: int
    at: int
    file_name: str
    check_command: str
    """What anybody can type to check the downloaded file."""


def result_view(identity: Identity, language: Language) -> ResultView:
    """Return what the page shows of an identity."""
    receipt = identity.receipt
    file_name = receipt_file_name(receipt.index)
    return ResultView(
        rows=tuple(
            Row(
                label,
                tuple(_values(identity.claims, names, language)),
                names == CODES,
                remark_on(names, identity.claims),
            )
            for label, names in LABELS
        ),
        auth_time=identity.auth_time,
        log=receipt.log,
        index=receipt.index,
        log_size=receipt.log_size,
        at=receipt.at,
        file_name=file_name,
        check_command=(
            f"thiqa receipt verify {file_name} --key {shlex.quote(receipt.log_key)}"
            " --without-witnesses"
        ),
    )


def receipt_file_name(index: int) -> str:
    """Return the name under which a receipt is downloaded."""
    return f"thiqa-receipt-{index}.txt"


def _values(
    claims: Mapping[str, Any], names: tuple[str, ...], language: Language
) -> Iterator[Value]:
    for name in names:
        text = readable(name, claims.get(name), language)
        if text:
            yield Value(text, name.partition("#")[2] or None)


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


def remark_on(names: tuple[str, ...], claims: Mapping[str, Any]) -> str | None:
    """Return what has to be said of a line: that of a birth date no more than the year came."""
    if "birthdate" not in names or not YEAR.fullmatch(str(claims.get("birthdate", ""))):
        return None
    return YEAR_ONLY


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

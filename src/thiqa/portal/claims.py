"""Claims as a citizen reads them: their labels, and their values in one language or script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thiqa.oidc.assurance import PROOF, VERIFIED, plain_name
from thiqa.portal.views import ClaimRow
from thiqa.web import Catalogue, Language, translate, visible
from thiqa.web.formats import country_name, format_day, format_month
from thiqa.web.messages import message

LABELS = {
    "name": message("Full name"),
    "given_name": message("First name"),
    "family_name": message("Family name"),
    "name_script": message("Alphabet of your name that counts"),
    "birthdate": message("Date of birth"),
    "birthdate_precision": message("What is known of your date of birth"),
    "birth_year_month": message("Year and month of birth"),
    "age_over_15": message("15 years old or older"),
    "age_over_18": message("18 years old or older"),
    "age_over_60": message("60 years old or older"),
    "gender": message("Sex"),
    "nationality": message("Nationality"),
    "place_of_birth": message("Place of birth"),
    "address": message("Address"),
    "national_number": message("National identity number"),
    PROOF: message("Proof that your card was checked"),
}
"""What a consent page can ask for: a purpose has no other claims."""

WORDS = {
    "gender": {"female": message("Female"), "male": message("Male")},
    "birthdate_precision": {
        "day": message("Day, month and year"),
        "month": message("Month and year only"),
        "year": message("Year only"),
    },
    "name_script": {"Arab": message("Arabic letters"), "Latn": message("Latin letters")},
    PROOF: {"True": message("Chip and PIN, checked when you signed in")},
}
"""Claims whose values are codes, and the words for them."""
ANSWERS = {True: message("Yes"), False: message("No")}

_RANKS = {"formatted": 0, "street_address": 1, "locality": 2, "country": 4}
_OTHER_RANK = 3

NOT_ON_RECORD = message("Not on your card")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as it is shown, with its language where that is known."""

    text: str
    language: str | None = None


def claim_rows(requested: Mapping[str, bool], claims: Mapping[str, Any]) -> tuple[ClaimRow, ...]:
    """Group requested claims (name to essential or not) into rows, both scripts in one.

    Two scripts of a claim of which one is essential and the other is not are two rows. A claim
    that is asked for as verified, and plainly too, is one row: the value is the same.
    """
    groups: dict[tuple[str, bool], list[str]] = {}
    for name, essential in requested.items():
        groups.setdefault((base_name(name), essential), []).append(name)
    return tuple(
        ClaimRow(
            claim=claim,
            names=tuple(sorted(names)),
            values={name: claims[name] for name in names if name in claims},
            essential=essential,
            is_verified=any(name.startswith(VERIFIED) for name in names),
        )
        for (claim, essential), names in groups.items()
    )


def base_name(claim: str) -> str:
    """Return a claim's name without its language (OpenID Connect Core 1.0, section 5.2).

    A verified claim has the name of the plain one.
    """
    return plain_name(claim).partition("#")[0]


def label_messages(claims: Iterable[str]) -> list[str]:
    """Return the labels of claims, as messages, each once."""
    return list(dict.fromkeys(LABELS[base_name(claim)] for claim in claims))


def shown_values(row: ClaimRow, language: Language, catalogue: Catalogue) -> tuple[Shown, ...]:
    """Return what a row of a consent page shows: no text twice, the broadest place last."""
    found: list[tuple[int, Shown]] = []
    for name in row.names:
        if name in row.values:
            script = name.partition("#")[2] or None
            for rank, text in _texts(row.claim, row.values[name], language, catalogue):
                found.append((rank, Shown(visible(text), script)))
    found.sort(key=lambda ranked: ranked[0])
    shown: dict[str, Shown] = {}
    for _, value in found:
        shown.setdefault(value.text, value)
    return tuple(shown.values()) or (Shown(translate(catalogue, NOT_ON_RECORD)),)


def _texts(
    claim: str, value: Any, language: Language, catalogue: Catalogue
) -> Iterable[tuple[int, str]]:
    if isinstance(value, Mapping):
        return _members(value, language)
    text = str(value)
    if text in WORDS.get(claim, {}):
        text = translate(catalogue, WORDS[claim][text])
    elif isinstance(value, bool):
        text = translate(catalogue, ANSWERS[value])
    elif claim == "birthdate":
        text = _day(text, language)
    elif claim == "nationality":
        text = country_name(text, language) or text
    elif claim == "birth_year_month":
        text = _month(text, language)
    return ((0, text),)


def _day(value: str, language: Language) -> str:
    try:
        return format_day(date.fromisoformat(value), language)
    except ValueError:
        return value


def _month(value: str, language: Language) -> str:
    try:
        return format_month(date.fromisoformat(f"{value}-01"), language)
    except ValueError:
        return value


def _members(value: Mapping[str, Any], language: Language) -> Iterable[tuple[int, str]]:
    """Return the members of an address or a place, each with its rank: all of them are sent.

    A member that stands within the formatted address is shown there.
    """
    formatted = str(value.get("formatted", ""))
    for name, member in value.items():
        text = str(member)
        if name == "country":
            text = country_name(text, language) or text
        if name == "formatted" or text not in formatted:
            yield _RANKS.get(name, _OTHER_RANK), text

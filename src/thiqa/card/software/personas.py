"""The specimen citizens, none of whom exists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from thiqa.base import parse_json_object
from thiqa.card.errors import PersonaError

YEAR: Final = 31_557_600
SPECIMEN_WORDS: Final = ("SPECIMEN", "نموذج")
"""Every name bears one of them, in its own script."""

NAME_CLAIMS: Final = ("given_name", "family_name", "given_name#ar", "family_name#ar")
TEXT_CLAIMS: Final = (*NAME_CLAIMS, "birthdate", "gender", "nationality")
PLACE_CLAIMS: Final = ("place_of_birth", "place_of_birth#ar", "address", "address#ar")
MEMBERS: Final = {"specimen", "note", "national_number", "claims", "certificate"} | {
    "pin",
    "puk",
    "can",
    "condition",
}

_KEY = re.compile(r"[a-z]+(?:-[a-z]+)*")
_NATIONAL_NUMBER = re.compile(r"[A-Z]{1,2}[0-9]{1,6}")
_BIRTHDATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_DIGITS = {"pin": re.compile(r"[0-9]{4,8}"), "puk": re.compile(r"[0-9]{8}")}
_DIGITS["can"] = re.compile(r"[0-9]{6}")


class CardCondition(StrEnum):
    """What is the matter with a specimen citizen's card, or with its holder's registration."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"
    PIN_BLOCKED = "pin-blocked"
    NOT_REGISTERED = "not-registered"


class CertificateNames(NamedTuple):
    """The holder's names as the certificate has them."""

    family_name: str
    given_name: str | None


class Validity(NamedTuple):
    """From when to when a certificate is valid, in seconds since the epoch."""

    not_before: int
    not_after: int


@dataclass(frozen=True, slots=True)
class Persona:
    """A specimen citizen: claims by their OpenID Connect names, and what is in their card."""

    key: str
    note: str
    national_number: str
    claims: Mapping[str, Any]
    certificate: CertificateNames
    pin: str
    puk: str
    can: str
    condition: CardCondition

    def validity(self, now: int) -> Validity:
        """Return the ten years of the card, which began a year ago or ended a year ago."""
        start = now - (11 if self.condition is CardCondition.EXPIRED else 1) * YEAR
        return Validity(start, start + 10 * YEAR)


def load_personas() -> Mapping[str, Persona]:
    """Return all specimen citizens by their key."""
    text = files("thiqa.card.software").joinpath("personas.json").read_text(encoding="utf-8")
    return read_personas(text)


def read_personas(text: str) -> Mapping[str, Persona]:
    """Read specimen citizens from JSON; a record that makes no sense is refused."""
    personas = {key: _read(key, record) for key, record in parse_json_object(text).items()}
    numbers = {persona.national_number for persona in personas.values()}
    if len(numbers) != len(personas):
        raise PersonaError("two specimen citizens share a national number")
    return MappingProxyType(personas)


def _read(key: str, record: Any) -> Persona:
    if not _KEY.fullmatch(key) or not isinstance(record, dict) or set(record) != MEMBERS:
        raise PersonaError(f"persona {key!r}: the record needs exactly {sorted(MEMBERS)}")
    if record["specimen"] is not True:
        raise PersonaError(f"persona {key!r} does not say that it is a specimen")
    number = _matching(key, "national_number", record["national_number"], _NATIONAL_NUMBER)
    try:
        condition = CardCondition(record["condition"])
    except ValueError as error:
        raise PersonaError(f"persona {key!r}: {error}") from None
    return Persona(
        key=key,
        note=_name(key, "note", record["note"]),
        national_number=number,
        claims=MappingProxyType({**_claims(key, record["claims"]), "national_number": number}),
        certificate=_certificate_names(key, record["certificate"]),
        condition=condition,
        **{name: _matching(key, name, record[name], form) for name, form in _DIGITS.items()},
    )


def _claims(key: str, claims: Any) -> dict[str, Any]:
    if not isinstance(claims, dict) or not set(claims) <= {*TEXT_CLAIMS, *PLACE_CLAIMS}:
        raise PersonaError(f"persona {key!r} has unknown claims")
    for name in set(claims) & set(TEXT_CLAIMS):
        _name(key, name, claims[name])
    if "birthdate" in claims:
        _matching(key, "birthdate", claims["birthdate"], _BIRTHDATE)
    for name in set(claims) & set(PLACE_CLAIMS):
        place = claims[name]
        if not isinstance(place, dict) or not set(place) <= {"formatted", "locality", "country"}:
            raise PersonaError(f"persona {key!r}: {name} is not a place")
    families = [claims[name] for name in ("family_name", "family_name#ar") if name in claims]
    if not families:
        raise PersonaError(f"persona {key!r} has no family name")
    for family in families:
        _specimen_name(key, family)
    return claims


def _certificate_names(key: str, names: Any) -> CertificateNames:
    if not isinstance(names, dict) or set(names) != {"family_name", "given_name"}:
        raise PersonaError(f"persona {key!r}: the certificate needs both names, or null")
    given = names["given_name"]
    return CertificateNames(
        _specimen_name(key, names["family_name"]),
        None if given is None else _name(key, "given_name", given),
    )


def _specimen_name(key: str, family: Any) -> str:
    name = _name(key, "family_name", family)
    if not any(word in name for word in SPECIMEN_WORDS):
        raise PersonaError(f"persona {key!r}: {name!r} does not say that it is a specimen")
    return name


def _name(key: str, member: str, text: Any) -> str:
    if not isinstance(text, str) or not text.strip() or text != text.strip():
        raise PersonaError(f"persona {key!r}: {member} is not a text")
    return text


def _matching(key: str, member: str, text: Any, form: re.Pattern[str]) -> str:
    if not isinstance(text, str) or not form.fullmatch(text):
        raise PersonaError(f"persona {key!r}: {member} is not of the form {form.pattern}")
    return text

"""The person of the self-test, who does not exist."""

from collections.abc import Iterable
from typing import Any

SUBJECT = "self-test-person"
PERSON: dict[str, Any] = {
    "name": "Salma SPECIMEN-ESSAI",
    "name#ar": "سلمى نموذج-تجربة",
    "given_name": "Salma",
    "given_name#ar": "سلمى",
    "family_name": "SPECIMEN-ESSAI",
    "family_name#ar": "نموذج-تجربة",
    "birthdate": "1990-05-17",
    "age_over_18": True,
    "gender": "female",
    "nationality": "MA",
    "place_of_birth": {"locality": "Rabat", "country": "MA"},
    "place_of_birth#ar": {"locality": "الرباط", "country": "MA"},
    "address": {"formatted": "12, rue du Spécimen, Agdal, Rabat"},
    "address#ar": {"formatted": "12، زنقة النموذج، أكدال، الرباط"},
    "national_number": "SP999999",
}


def claims_of(names: Iterable[str]) -> dict[str, Any]:
    """Return the claims that were asked for, as far as this person has them."""
    return {name: PERSON[name] for name in names if name in PERSON}

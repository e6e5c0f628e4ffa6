"""What can be said of how a citizen was verified: of what happened at the login, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

CHIP: Final = "vcrypt"
"""The chip's cryptographic features are intact: its certificate comes from the authority, the
authority was asked and has not revoked it, and the chip signed our challenge."""
HOLDER: Final = "token"
"""The holder is whom the chip was issued to: it signed after its PIN was given."""
CHECK_METHODS: Final = (CHIP, HOLDER)
"""Predefined values of the eKYC and Identity Assurance working group."""
DOCUMENT: Final = "document"
_BY_CARD: Final = frozenset({"sc", "pin"})


@dataclass(frozen=True, slots=True)
class AssuranceProfile:
    """The rules under which the country's cards verify a citizen, and who issues them."""

    trust_framework: str = "ma_cnie"
    document_type: str = "idcard"
    country: str = "MA"
    country_code: str = "MAR"
    """ISO 3166-1 alpha-3, as on the card (ICAO Doc 9303, part 3)."""


@dataclass(frozen=True, slots=True)
class Login:
    """How and when the citizen signed in, and the record's entry of what they then granted."""

    acr: str
    amr: Sequence[str]
    at: int
    entry_id: str


def verification_facts(
    profile: AssuranceProfile, issuer: str, login: Login, document_number: str | None
) -> dict[str, Any]:
    """Return everything that a `verification` element may say; a request selects of it.

    The number of the document is there only if the citizen released it.
    """
    facts: dict[str, Any] = {
        "trust_framework": profile.trust_framework,
        "assurance_level": login.acr,
        "time": _timestamp(login.at),
        "verification_process": login.entry_id,
    }
    if set(login.amr) >= _BY_CARD:
        facts["evidence"] = [
            {
                "type": DOCUMENT,
                "check_details": [_check(method, issuer, login) for method in CHECK_METHODS],
                "document_details": _document(profile, document_number),
            }
        ]
    return facts


def _check(method: str, issuer: str, login: Login) -> dict[str, Any]:
    return {
        "check_method": method,
        "organization": issuer,
        "check_id": login.entry_id,
        "time": _timestamp(login.at),
    }


def _document(profile: AssuranceProfile, number: str | None) -> dict[str, Any]:
    return {
        "type": profile.document_type,
        "issuer": {"country": profile.country, "country_code": profile.country_code},
        **({} if number is None else {"document_number": number}),
    }


def _timestamp(seconds: int) -> str:
    """Identity Assurance, section 8: in UTC, which does not tell where somebody is."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

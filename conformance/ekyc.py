"""Clients of the plan for OpenID Connect for Identity Assurance."""

from conformance.relying_parties import SecretParty
from conformance.setup import Occasion, Setup

CLAIM = "given_name"
"""What most modules ask for: every citizen of the register has one, but for one specimen."""
EVIDENCE_REQUEST = {
    "verified_claims": {
        "verification": {
            "trust_framework": None,
            "time": None,
            "evidence": [
                {
                    "type": {"value": "document"},
                    "check_details": [{"check_method": None}],
                    "document_details": {"type": None},
                }
            ],
        },
        "claims": {CLAIM: None, "birthdate": None},
    }
}


USERINFO = {
    "verified_claims": {
        "verification": {
            "trust_framework": "ma_cnie",
            "assurance_level": "high",
            "time": "2026-11-22T00:00:00Z",
            "verification_process": "whatever",
            "evidence": [
                {
                    "type": "document",
                    "check_details": [{"check_method": "vcrypt"}, {"check_method": "token"}],
                    "document_details": {
                        "type": "idcard",
                        "issuer": {"country": "MA", "country_code": "MAR"},
                    },
                }
            ],
        },
        "claims": {CLAIM: "Salma", "birthdate": "1990-05-17", "phone_number": "+212600000000"},
    }
}
"""What the plan derives requests from: with a claim that the provider does not have."""


def set_up_ekyc(occasion: Occasion) -> Setup:
    """Make one client with a secret, and a request for evidence."""
    site = occasion.site
    party = SecretParty(f"{site.alias}-1")
    return Setup(
        registrations=[party.registration([site.played("callback")])],
        configuration={
            "client": party.for_suite(),
            "ekyc": {
                "verified_claims_names": CLAIM,
                "unverified_claims_names": "family_name",
                "userinfo": USERINFO,
                "verified_claims_request_list": [
                    {"userinfo": EVIDENCE_REQUEST},
                    {"id_token": EVIDENCE_REQUEST},
                ],
            },
        },
    )

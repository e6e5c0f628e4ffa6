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
                "verified_claims_request_list": [
                    {"userinfo": EVIDENCE_REQUEST},
                    {"id_token": EVIDENCE_REQUEST},
                ],
            },
        },
    )

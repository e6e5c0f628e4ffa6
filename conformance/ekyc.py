"""The client of the plan for OpenID Connect for Identity Assurance."""

from conformance.fapi2 import ALGORITHM
from conformance.relying_parties import make_signing_party
from conformance.setup import Occasion, Setup

CLAIM = "given_name"
"""What most modules ask for."""
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
    """Make a client that authenticates by its certificate, and a request for evidence.

    With an assertion the suite names the token endpoint as its audience, which FAPI 2.0
    (Security Profile, section 5.3.2.1) does not accept.
    """
    site = occasion.site
    party = make_signing_party(f"{site.alias}-1", ALGORITHM)
    certificate = occasion.authority.certify_client(party.client_id)
    registration = party.registration(
        [site.played("callback")],
        id_token_signed_response_alg=ALGORITHM,
        token_endpoint_auth_method="tls_client_auth",  # noqa: S106  # a method
        tls_client_auth_subject_dn=certificate.subject,
        tls_client_certificate_bound_access_tokens=True,
    )
    return Setup(
        registrations=[registration],
        configuration={
            "client": party.for_suite(),
            "mtls": certificate.for_suite,
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

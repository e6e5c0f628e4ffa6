"""Verified claims: OpenID Connect for Identity Assurance 1.0, and its schema definition."""

from thiqa.oidc.assurance.errors import UnmetError
from thiqa.oidc.assurance.facts import (
    CHECK_METHODS,
    DOCUMENT,
    AssuranceProfile,
    Login,
    verification_facts,
)
from thiqa.oidc.assurance.names import PROOF, VERIFIED, plain_name, verified_name
from thiqa.oidc.assurance.request import VerifiedClaimsRequest, read_verified_claims_request
from thiqa.oidc.assurance.response import verified_claims

__all__ = [
    "CHECK_METHODS",
    "DOCUMENT",
    "PROOF",
    "VERIFIED",
    "AssuranceProfile",
    "Login",
    "UnmetError",
    "VerifiedClaimsRequest",
    "plain_name",
    "read_verified_claims_request",
    "verification_facts",
    "verified_claims",
    "verified_name",
]

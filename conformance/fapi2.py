"""Clients of the plans for the FAPI 2.0 Security Profile and for Message Signing."""

from typing import Any

from conformance.relying_parties import SCOPE, Document, make_signing_party
from conformance.setup import Occasion, Setup, Variant
from thiqa.oidc.metadata import SERVICE_PATH
from thiqa.oidc.models import CLIENT_CREDENTIALS_GRANT
from thiqa.oidc.tokens.client_credentials_grant import SERVICE_SCOPE

ALGORITHM = "PS256"
"""RSA, so that the modules that try RS256 with the same key are not skipped."""
SECOND_QUERY = "?dummy1=lorem&dummy2=ipsum"
"""The suite's second client has a redirect URI with this query."""


def set_up_fapi2(occasion: Occasion) -> Setup:
    """Make two clients, which the suite tries to mix up."""
    return _set_up(occasion, occasion.site.userinfo, SCOPE, {})


def set_up_service_access(occasion: Occasion) -> Setup:
    """Make two clients that ask for themselves, with no citizen."""
    resource = occasion.site.issuer + SERVICE_PATH
    grant = {"grant_types": [CLIENT_CREDENTIALS_GRANT]}
    return _set_up(occasion, resource, SERVICE_SCOPE, grant)


def _set_up(occasion: Occasion, resource: str, scope: str, more: Document) -> Setup:
    site, variant = occasion.site, occasion.variant
    parties = [make_signing_party(f"{site.alias}-{number}", ALGORITHM) for number in (1, 2)]
    certificates = [occasion.authority.certify_client(party.client_id) for party in parties]
    callback = site.played("callback")
    addresses = (callback, callback + SECOND_QUERY)
    members = [{**_members(each.subject, variant), **more} for each in certificates]
    told: dict[str, Any] = {"resource": {"resourceUrl": resource}}
    for suffix, party, certificate in zip(("", "2"), parties, certificates, strict=True):
        told[f"client{suffix}"] = party.for_suite(scope=scope, dpop_signing_alg=ALGORITHM)
        told[f"mtls{suffix}"] = certificate.for_suite
    return Setup(
        registrations=[
            party.registration([address], **more)
            for party, address, more in zip(parties, addresses, members, strict=True)
        ],
        configuration=told,
    )


def _members(subject: str, variant: Variant) -> Document:
    by_key = variant["sender_constrain"] == "dpop"
    constraint = "dpop_bound" if by_key else "tls_client_certificate_bound"
    members: dict[str, Any] = {
        "id_token_signed_response_alg": ALGORITHM,
        f"{constraint}_access_tokens": True,
    }
    if variant["client_auth_type"] == "mtls":
        members |= {
            "token_endpoint_auth_method": "tls_client_auth",
            "tls_client_auth_subject_dn": subject,
        }
    if variant.get("fapi_request_method") == "signed_non_repudiation":
        members |= {
            "require_signed_request_object": True,
            "request_object_signing_alg": ALGORITHM,
        }
    if variant.get("fapi_response_mode") == "jarm":
        members["authorization_signed_response_alg"] = ALGORITHM
    return members

"""Clients of the plans for the FAPI 2.0 Security Profile and for Message Signing."""

from collections.abc import Mapping
from typing import Any

from conformance.keys import ClientCertificate, make_certificate
from conformance.relying_parties import Document, RelyingParty, make_relying_party
from conformance.setup import Setup
from conformance.site import Site

ALGORITHM = "PS256"
"""RSA, so that the modules that try RS256 with the same key are not skipped."""
SECOND_QUERY = "?dummy1=lorem&dummy2=ipsum"
"""The suite's second client has a redirect URI with this query."""


def set_up_fapi2(site: Site, variant: Mapping[str, str]) -> Setup:
    """Make two clients, which the suite tries to mix up."""
    parties = [make_relying_party(f"{site.alias}-{number}", ALGORITHM) for number in (1, 2)]
    certificates = [make_certificate(party.client_id) for party in parties]
    callback = site.played("callback")
    addresses = (callback, callback + SECOND_QUERY)
    told: dict[str, Any] = {"resource": {"resourceUrl": site.userinfo}}
    for suffix, party, certificate in zip(("", "2"), parties, certificates, strict=True):
        told[f"client{suffix}"] = party.for_suite(dpop_signing_alg=ALGORITHM)
        if "mtls" in (variant["client_auth_type"], variant["sender_constrain"]):
            told[f"mtls{suffix}"] = certificate.for_suite
    return Setup(
        [
            _registration(party, certificate, address, variant)
            for party, certificate, address in zip(parties, certificates, addresses, strict=True)
        ],
        told,
    )


def _registration(
    party: RelyingParty, certificate: ClientCertificate, address: str, variant: Mapping[str, str]
) -> Document:
    members: dict[str, Any] = {"id_token_signed_response_alg": ALGORITHM}
    if variant["sender_constrain"] == "dpop":
        members["dpop_bound_access_tokens"] = True
    else:
        members["tls_client_certificate_bound_access_tokens"] = True
    if variant["client_auth_type"] == "mtls":
        members["token_endpoint_auth_method"] = "tls_client_auth"  # noqa: S105  # a method
        members["tls_client_auth_subject_dn"] = certificate.subject
    if variant.get("fapi_request_method") == "signed_non_repudiation":
        members["require_signed_request_object"] = True
    if variant.get("fapi_response_mode") == "jarm":
        members["authorization_signed_response_alg"] = ALGORITHM
    return party.registration([address], **members)

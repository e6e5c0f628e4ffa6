"""Clients of the plan for decoupled logins (FAPI-CIBA)."""

from typing import Any

from conformance.citizen import PERSONA
from conformance.relying_parties import make_signing_party
from conformance.setup import Occasion, Setup
from thiqa.card import load_personas
from thiqa.oidc.models import CIBA_GRANT

ALGORITHM = "PS256"
LEVEL = "high"


def set_up_ciba(occasion: Occasion) -> Setup:
    """Make two clients with certificates, which poll or are pinged as the variant says."""
    site, mode = occasion.site, occasion.variant["ciba_mode"]
    hint = {"hint_type": "login_hint", "hint_value": load_personas()[PERSONA].national_number}
    registrations = []
    told: dict[str, Any] = {
        "resource": {"resourceUrl": site.userinfo},
        "automated_ciba_approval_url": occasion.device,
    }
    for suffix, number in (("", 1), ("2", 2)):
        party = make_signing_party(f"{site.alias}-{number}", ALGORITHM)
        certificate = occasion.authority.certify_client(party.client_id)
        told[f"client{suffix}"] = party.for_suite(**hint, acr_value=LEVEL)
        told[f"mtls{suffix}"] = certificate.for_suite
        members: dict[str, Any] = {
            "grant_types": [CIBA_GRANT, "refresh_token"],
            "token_endpoint_auth_method": "tls_client_auth",
            "tls_client_auth_subject_dn": certificate.subject,
            "tls_client_certificate_bound_access_tokens": True,
            "id_token_signed_response_alg": ALGORITHM,
            "backchannel_authentication_request_signing_alg": ALGORITHM,
            "backchannel_token_delivery_mode": mode,
        }
        if mode == "ping":
            ear = site.played("ciba-notification-endpoint")
            members["backchannel_client_notification_endpoint"] = ear
        registrations.append(party.registration([], **members))
    return Setup(registrations=registrations, configuration=told)

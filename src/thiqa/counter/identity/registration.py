"""What the provider has to know about us: the file for `thiqa client add`."""

from collections.abc import Mapping, Sequence
from typing import Any

from thiqa.counter.identity.id_token import ID_TOKEN_ALGORITHM
from thiqa.counter.identity.purpose import Purpose
from thiqa.counter.settings import Settings
from thiqa.crypto import Signer

SECTOR = "interior"


def registration_for(
    settings: Settings, signer: Signer, name: Mapping[str, str], purposes: Sequence[Purpose]
) -> dict[str, Any]:
    """Return our registration; it holds the public half of our key only.

    The first purpose is the one of a login that names none.
    """
    return {
        "client_id": settings.client_id,
        "name": dict(name),
        "jwks": {"keys": [signer.public_jwk]},
        "redirect_uris": [settings.redirect_uri],
        "post_logout_redirect_uris": [settings.signed_out_uri],
        "backchannel_logout_uri": settings.backchannel_logout_uri,
        "backchannel_logout_session_required": True,
        "initiate_login_uri": settings.initiate_login_uri,
        "sector": SECTOR,
        "id_token_signed_response_alg": ID_TOKEN_ALGORITHM.value,
        "dpop_bound_access_tokens": True,
        "default_purpose": purposes[0].id,
        "purposes": [
            {
                "id": purpose.id,
                "name": dict(purpose.name),
                "law": {"reference": dict(purpose.law)},
                "retention_days": purpose.retention_days,
                "claims": [
                    {"name": claim.name, "essential": claim.essential} for claim in purpose.claims
                ],
            }
            for purpose in purposes
        ],
    }

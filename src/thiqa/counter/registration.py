"""What the provider has to know about us: the file for `thiqa client add`."""

from typing import Any

from thiqa.counter.id_token import ID_TOKEN_ALGORITHM
from thiqa.counter.purpose import (
    CLAIMS,
    LAW,
    PURPOSE_ID,
    PURPOSE_NAME,
    RETENTION_DAYS,
    SERVICE_NAME,
)
from thiqa.counter.settings import Settings
from thiqa.crypto import Signer

SECTOR = "interior"


def registration(settings: Settings, signer: Signer) -> dict[str, Any]:
    """Return our registration; it holds the public half of our key only."""
    return {
        "client_id": settings.client_id,
        "name": SERVICE_NAME,
        "jwks": {"keys": [signer.public_jwk]},
        "redirect_uris": [settings.redirect_uri],
        "post_logout_redirect_uris": [settings.signed_out_uri],
        "backchannel_logout_uri": settings.backchannel_logout_uri,
        "backchannel_logout_session_required": True,
        "initiate_login_uri": settings.initiate_login_uri,
        "sector": SECTOR,
        "id_token_signed_response_alg": ID_TOKEN_ALGORITHM.value,
        "dpop_bound_access_tokens": True,
        "default_purpose": PURPOSE_ID,
        "purposes": [
            {
                "id": PURPOSE_ID,
                "name": PURPOSE_NAME,
                "law": {"reference": LAW},
                "retention_days": RETENTION_DAYS,
                "claims": [{"name": claim.name, "essential": claim.essential} for claim in CLAIMS],
            }
        ],
    }

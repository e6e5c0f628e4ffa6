"""What the provider says about decoupled logins (CIBA Core, section 4)."""

from typing import Any

from thiqa.crypto import ACCEPTED_NAMES
from thiqa.oidc.models import Policy

BACKCHANNEL_PATH = "/bc-authorize"


def backchannel_logins(policy: Policy) -> dict[str, Any]:
    """CIBA Core, section 4."""
    return {
        "backchannel_authentication_endpoint": policy.issuer + BACKCHANNEL_PATH,
        "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        "backchannel_authentication_request_signing_alg_values_supported": list(ACCEPTED_NAMES),
        "backchannel_user_code_parameter_supported": False,
    }

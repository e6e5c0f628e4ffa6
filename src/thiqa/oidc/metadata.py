"""What the provider says about itself (RFC 8414, OpenID Connect Discovery 1.0)."""

from typing import Any

from thiqa.crypto import ACCEPTED_NAMES, Algorithm
from thiqa.oidc.claims import CLAIMS_SUPPORTED, SCOPE_CLAIMS
from thiqa.oidc.models import Policy
from thiqa.oidc.purposes import PURPOSE_TYPE
from thiqa.web.languages import Language

AUTHORIZE_PATH = "/authorize"
PAR_PATH = "/par"
TOKEN_PATH = "/token"  # noqa: S105  # a path
USERINFO_PATH = "/userinfo"
JWKS_PATH = "/jwks"
END_SESSION_PATH = "/end-session"
RECEIPT_PATH = "/receipt"


def metadata(policy: Policy, record_key: str) -> dict[str, Any]:
    """Return the metadata document; both well-known addresses serve the same one."""
    issuer = policy.issuer
    algorithms = [each.value for each in Algorithm]
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZE_PATH,
        "pushed_authorization_request_endpoint": issuer + PAR_PATH,
        "require_pushed_authorization_requests": True,
        "token_endpoint": issuer + TOKEN_PATH,
        "userinfo_endpoint": issuer + USERINFO_PATH,
        "jwks_uri": issuer + JWKS_PATH,
        "end_session_endpoint": issuer + END_SESSION_PATH,
        "scopes_supported": list(SCOPE_CLAIMS),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(ACCEPTED_NAMES),
        "acr_values_supported": list(policy.acr_supported),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": ["sub", *CLAIMS_SUPPORTED],
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_details_types_supported": [PURPOSE_TYPE],
        "ui_locales_supported": [each.value for each in Language],
        "display_values_supported": ["page"],
        "thiqa_receipt_endpoint": issuer + RECEIPT_PATH,
        "thiqa_record_key": record_key,
    }

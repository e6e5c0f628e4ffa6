"""What the provider says about itself (RFC 8414, OpenID Connect Discovery 1.0)."""

from collections.abc import Callable
from typing import Any

from thiqa.crypto import ACCEPTED_NAMES, FAPI_ALGORITHMS, Algorithm
from thiqa.oidc.assurance import CHECK_METHODS, DOCUMENT
from thiqa.oidc.authorization.answers import RESPONSE_MODES
from thiqa.oidc.backchannel.features import backchannel_logins
from thiqa.oidc.federation.own_configuration import registration_types
from thiqa.oidc.models import (
    CIBA_GRANT,
    CLIENT_CREDENTIALS_GRANT,
    CODE_GRANT,
    REFRESH_GRANT,
    AuthenticationMethod,
    Policy,
)
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED, SCOPE_CLAIMS
from thiqa.oidc.requests.purposes import PURPOSE_TYPE
from thiqa.web.languages import Language

AUTHORIZE_PATH = "/authorize"
PAR_PATH = "/par"
TOKEN_PATH = "/token"  # noqa: S105  # a path
USERINFO_PATH = "/userinfo"
JWKS_PATH = "/jwks"
END_SESSION_PATH = "/end-session"
RECEIPT_PATH = "/receipt"
RECONCILIATION_PATH = "/reconciliation"
INTROSPECTION_PATH = "/introspect"
REVOCATION_PATH = "/revoke"
REGISTRATION_PATH = "/register"
SERVICE_PATH = "/service"
CALLED_BY_SERVICES = (
    "token_endpoint",
    "pushed_authorization_request_endpoint",
    "userinfo_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "backchannel_authentication_endpoint",
    "thiqa_receipt_endpoint",
    "thiqa_reconciliation_endpoint",
    "thiqa_service_endpoint",
)
"""Without a browser, so with a certificate if need be."""


def metadata(policy: Policy, record_key: str) -> dict[str, Any]:
    """Return the metadata document; both well-known addresses serve the same one."""
    document = {member: value for feature in FEATURES for member, value in feature(policy).items()}
    return {**document, **_aliases(policy, document), "thiqa_record_key": record_key}


def authorization(policy: Policy) -> dict[str, Any]:
    """RFC 8414, section 2; RFC 9126, section 5; RFC 9207, section 3; RFC 9396, section 10."""
    issuer = policy.issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZE_PATH,
        "pushed_authorization_request_endpoint": issuer + PAR_PATH,
        "require_pushed_authorization_requests": not policy.sandbox,
        "scopes_supported": list(SCOPE_CLAIMS),
        "response_types_supported": ["code"],
        "response_modes_supported": list(RESPONSE_MODES),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "authorization_details_types_supported": [PURPOSE_TYPE],
    }


def signed_messages(policy: Policy) -> dict[str, Any]:
    """RFC 9101, section 9; OpenID Connect Discovery, section 3; JARM, section 4."""
    return {
        "request_parameter_supported": True,
        "request_uri_parameter_supported": False,
        "request_object_signing_alg_values_supported": list(ACCEPTED_NAMES),
        "authorization_signing_alg_values_supported": [each.value for each in FAPI_ALGORITHMS],
        "introspection_signing_alg_values_supported": [each.value for each in FAPI_ALGORITHMS],
    }


def tokens(policy: Policy) -> dict[str, Any]:
    """RFC 8414, section 2, and the receipts that come with a token."""
    issuer = policy.issuer
    return {
        "token_endpoint": issuer + TOKEN_PATH,
        "grant_types_supported": [CODE_GRANT, REFRESH_GRANT, CLIENT_CREDENTIALS_GRANT, CIBA_GRANT],
        "token_endpoint_auth_methods_supported": _methods(policy),
        "token_endpoint_auth_signing_alg_values_supported": list(ACCEPTED_NAMES),
        "jwks_uri": issuer + JWKS_PATH,
        "introspection_endpoint": issuer + INTROSPECTION_PATH,
        "revocation_endpoint": issuer + REVOCATION_PATH,
        "thiqa_receipt_endpoint": issuer + RECEIPT_PATH,
        "thiqa_reconciliation_endpoint": issuer + RECONCILIATION_PATH,
        "thiqa_service_endpoint": issuer + SERVICE_PATH,
    }


def sender_constraint(policy: Policy) -> dict[str, Any]:
    """RFC 9449, section 5.1, and RFC 8705, section 3.3."""
    return {
        "dpop_signing_alg_values_supported": list(ACCEPTED_NAMES),
        "tls_client_certificate_bound_access_tokens": policy.mutual_tls_origin is not None,
    }


def identity(policy: Policy) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0, section 3."""
    signing = [each.value for each in (Algorithm if policy.sandbox else FAPI_ALGORITHMS)]
    return {
        "userinfo_endpoint": policy.issuer + USERINFO_PATH,
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": signing,
        "userinfo_signing_alg_values_supported": signing,
        "acr_values_supported": list(policy.acr_supported),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": ["sub", *CLAIMS_SUPPORTED],
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": True,
        "ui_locales_supported": [each.value for each in Language],
        "display_values_supported": ["page"],
    }


def verified_claims(policy: Policy) -> dict[str, Any]:
    """OpenID Connect for Identity Assurance 1.0, section 7."""
    return {
        "trust_frameworks_supported": [policy.assurance.trust_framework],
        "claims_in_verified_claims_supported": list(CLAIMS_SUPPORTED),
        "evidence_supported": [DOCUMENT],
        "documents_supported": [policy.assurance.document_type],
        "documents_check_methods_supported": list(CHECK_METHODS),
    }


def logout(policy: Policy) -> dict[str, Any]:
    """OpenID Connect RP-Initiated Logout 1.0, section 2.1; Back-Channel Logout 1.0, section 2.1."""
    return {
        "end_session_endpoint": policy.issuer + END_SESSION_PATH,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


def registration(policy: Policy) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0, section 3; only where nobody is real."""
    return {"registration_endpoint": policy.issuer + REGISTRATION_PATH} if policy.sandbox else {}


FEATURES: tuple[Callable[[Policy], dict[str, Any]], ...] = (
    authorization,
    signed_messages,
    tokens,
    sender_constraint,
    identity,
    verified_claims,
    logout,
    backchannel_logins,
    registration,
    registration_types,
)


def _methods(policy: Policy) -> list[str]:
    """OpenID Connect Discovery 1.0, section 3; RFC 8705, section 2."""
    methods = [AuthenticationMethod.PRIVATE_KEY_JWT]
    if policy.mutual_tls_origin is not None:
        methods += [
            AuthenticationMethod.TLS_CLIENT_AUTH,
            AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
        ]
    if policy.sandbox:
        methods += [each for each in AuthenticationMethod if each.is_secret]
    return [each.value for each in methods]


def _aliases(policy: Policy, document: dict[str, Any]) -> dict[str, Any]:
    """RFC 8705, section 5: the endpoints that services call, where they show a certificate."""
    origin = policy.mutual_tls_origin
    if origin is None:
        return {}
    return {
        "mtls_endpoint_aliases": {
            name: origin + document[name].removeprefix(policy.issuer)
            for name in CALLED_BY_SERVICES
            if name in document
        }
    }

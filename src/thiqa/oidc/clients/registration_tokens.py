"""Tokens of dynamic registration: to register at all, and to look after what was registered.

They are signed and kept nowhere. A rotation of the provider's keys ends them.
"""

from collections.abc import Mapping
from typing import Any

from thiqa.base import new_secret
from thiqa.crypto import Algorithm, SignatureInvalidError, Signer, verify_jws
from thiqa.oidc.errors import InvalidTokenError
from thiqa.oidc.http import ServiceRequest
from thiqa.oidc.models import Client
from thiqa.oidc.provider import Provider

INITIAL_TYPE = "initial-access+jwt"
REGISTRATION_TYPE = "registration-access+jwt"


def make_initial_access_token(issuer: str, signer: Signer, now: int, seconds: int) -> str:
    """Return a token with which a developer registers clients for a while (RFC 7591, 3)."""
    claims = {"iss": issuer, "aud": issuer, "iat": now, "exp": now + seconds, "jti": new_secret()}
    return signer.sign(claims, typ=INITIAL_TYPE)


def make_registration_token(provider: Provider, client: Client, now: int) -> str:
    """Return a token with which this client is read and deleted (RFC 7592, section 3)."""
    issuer = provider.policy.issuer
    claims = {"iss": issuer, "aud": issuer, "iat": now, "sub": client.id}
    return provider.keys.signer(Algorithm.ES256, now).sign(claims, typ=REGISTRATION_TYPE)


def check_token(provider: Provider, request: ServiceRequest, typ: str) -> Mapping[str, Any]:
    """Return what a bearer token says (RFC 7591, section 3).

    1. it stands in the header; 2. we signed it, for this and nothing else; 3. it lives.
    """
    scheme, token = request.authorization()
    if scheme != "bearer" or not token:
        raise _refused("")  # 1
    try:
        signed = verify_jws(token, provider.keys.verification_keys(request.now))  # 2
    except SignatureInvalidError as error:
        raise _refused("the token is not ours") from error
    claims = signed.claims
    if signed.header.get("typ") != typ or claims.get("aud") != provider.policy.issuer:
        raise _refused("the token is for something else")  # 2
    if "exp" in claims and claims["exp"] <= request.now:
        raise _refused("the token has expired")  # 3
    return claims


def _refused(description: str) -> InvalidTokenError:
    return InvalidTokenError(
        description,
        rule="RFC 7591, section 3",
        parameter="Authorization",
        mend="Send the initial access token, or the registration's own, as a bearer token.",
    )

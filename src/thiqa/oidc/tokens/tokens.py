"""ID tokens, access tokens (RFC 9068), codes and refresh tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thiqa.base import EncodingError, b64url_decode, b64url_encode, digest, new_secret
from thiqa.crypto import SignatureInvalidError, Signer, VerificationKey, verify_jws
from thiqa.oidc.errors import InvalidGrantError, InvalidTokenError
from thiqa.oidc.models import Authorization, Client, Grant, Policy

ID_TOKEN_TYPE = "JWT"  # noqa: S105  # a media type
ACCESS_TOKEN_TYPE = "at+jwt"  # noqa: S105  # a media type
"""RFC 9068, section 2.1: so that an ID token is never taken for an access token."""
ID_TOKEN_MEMBERS = frozenset({"sub", "exp", "iat", "auth_time", "sid"})
"""Those that each ID token of ours has, beside issuer and audience."""
AUTHORIZATION_ID_BYTES = 32


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The key that a token is bound to (RFC 7800, section 3.1), by its thumbprint.

    `method` is `jkt` (RFC 9449, section 6.1) or `x5t#S256` (RFC 8705, section 3.1).
    """

    method: str
    thumbprint: str


@dataclass(frozen=True, slots=True)
class VerifiedAccessToken:
    """An access token of ours that is signed, unexpired and for this server."""

    authorization: bytes | None
    """None: the service's own token, which stands for no citizen."""
    client_id: str
    subject: str
    scope: tuple[str, ...]
    confirmation: Confirmation | None = None
    claims: Mapping[str, Any] = field(default_factory=dict, compare=False)


def make_id_token(
    policy: Policy,
    signer: Signer,
    authorization: Authorization,
    grant: Grant,
    claims: Mapping[str, Any],
    now: int,
) -> str:
    """Return an ID token (OpenID Connect Core, section 2); `claims` are the citizen's."""
    nonce = authorization.request.nonce
    return signer.sign(
        {
            **claims,
            "iss": policy.issuer,
            "sub": grant.subject,
            "aud": authorization.request.client_id,
            "exp": now + policy.lifetimes.id_token,
            "iat": now,
            "auth_time": grant.auth_time,
            "acr": grant.acr,
            "amr": list(grant.amr),
            "sid": grant.session_id,
            **({"nonce": nonce} if nonce is not None else {}),
        },
        typ=ID_TOKEN_TYPE,
    )


def token_type(confirmation: Confirmation | None) -> str:
    """Return the token type (RFC 6750; RFC 9449, section 5); a certificate leaves it Bearer."""
    return "DPoP" if confirmation is not None and confirmation.method == "jkt" else "Bearer"


def make_access_token(
    policy: Policy,
    signer: Signer,
    authorization: Authorization,
    grant: Grant,
    now: int,
    *,
    confirmation: Confirmation | None = None,
) -> str:
    """Return an access token for userinfo and receipts (RFC 9068, section 2.2)."""
    return signer.sign(
        {
            "iss": policy.issuer,
            "aud": policy.issuer,
            "sub": grant.subject,
            "client_id": authorization.request.client_id,
            "exp": now + policy.lifetimes.access_token,
            "iat": now,
            "jti": new_secret(),
            "scope": " ".join(authorization.request.scope),
            "auth_time": grant.auth_time,
            "acr": grant.acr,
            "grant_id": b64url_encode(authorization.id),
            **_cnf(confirmation),
        },
        typ=ACCESS_TOKEN_TYPE,
    )


def make_service_token(
    policy: Policy,
    signer: Signer,
    client: Client,
    scope: tuple[str, ...],
    now: int,
    *,
    confirmation: Confirmation | None,
) -> str:
    """Return an access token of a service for itself (RFC 9068, section 2.2)."""
    return signer.sign(
        {
            "iss": policy.issuer,
            "aud": policy.issuer,
            "sub": client.id,
            "client_id": client.id,
            "exp": now + policy.lifetimes.access_token,
            "iat": now,
            "jti": new_secret(),
            "scope": " ".join(scope),
            **_cnf(confirmation),
        },
        typ=ACCESS_TOKEN_TYPE,
    )


def verify_access_token(
    token: str, policy: Policy, keys: Sequence[VerificationKey], now: int
) -> VerifiedAccessToken:
    """Return what an access token of ours says (RFC 9068, section 4).

    1. signed by us, of the right type; 2. issued by and for this server; 3. unexpired.
    """
    try:
        signed = verify_jws(token, keys)  # 1
    except SignatureInvalidError as error:
        raise InvalidTokenError(
            "the access token is not ours",
            rule="RFC 9068, section 4",
            parameter="access_token",
            mend="Send the access_token of the token response as it was given.",
        ) from error
    claims = signed.claims
    if signed.header.get("typ") != ACCESS_TOKEN_TYPE:  # 1
        raise InvalidTokenError(
            "this is not an access token",
            rule="RFC 9068, section 4",
            parameter="access_token",
            mend="Send the access_token of the token response, not the ID token.",
        )
    if claims.get("iss") != policy.issuer or claims.get("aud") != policy.issuer:  # 2
        raise InvalidTokenError(
            "the access token is for somebody else",
            rule="RFC 9068, section 4",
            parameter="access_token",
            mend="Send the token to the issuer that gave it.",
        )
    if claims["exp"] <= now:  # 3
        raise InvalidTokenError(
            "the access token has expired",
            rule="RFC 6750, section 3.1",
            parameter="access_token",
            mend="Ask within the expires_in of the token response, or use the refresh token.",
        )
    return VerifiedAccessToken(
        b64url_decode(claims["grant_id"]) if "grant_id" in claims else None,
        claims["client_id"],
        claims["sub"],
        tuple(claims["scope"].split(" ")),
        _confirmation(claims),
        claims,
    )


def subject_of_id_token(
    token: str, policy: Policy, client: Client, keys: Sequence[VerificationKey]
) -> str:
    """Return the subject of an ID token that we gave this client; an expired one will do.

    OpenID Connect Core, section 3.1.2.1 (id_token_hint). Other texts that we sign for a client
    have not all the members of an ID token.
    """
    signed = verify_jws(token, keys)
    claims = signed.claims
    if (
        signed.header.get("typ") != ID_TOKEN_TYPE
        or not claims.keys() >= ID_TOKEN_MEMBERS
        or claims.get("iss") != policy.issuer
        or claims.get("aud") != client.id
    ):
        raise SignatureInvalidError("not an ID token that we gave this client")
    return str(claims["sub"])


def _cnf(confirmation: Confirmation | None) -> dict[str, dict[str, str]]:
    if confirmation is None:
        return {}
    return {"cnf": {confirmation.method: confirmation.thumbprint}}


def _confirmation(claims: Mapping[str, Any]) -> Confirmation | None:
    if "cnf" not in claims:
        return None
    ((method, thumbprint),) = claims["cnf"].items()
    return Confirmation(method, thumbprint)


def new_code(authorization_id: bytes) -> tuple[str, bytes]:
    """Return a code and the digest to keep of it."""
    secret = new_secret()
    return f"{b64url_encode(authorization_id)}.{secret}", digest(secret)


def read_code(code: str) -> tuple[bytes, bytes]:
    """Return the authorization that a code names and the digest of its secret."""
    name, _, secret = code.partition(".")
    try:
        authorization_id = b64url_decode(name)
    except EncodingError as error:
        raise InvalidGrantError(
            "the code is not one of ours",
            rule="RFC 6749, section 5.2",
            parameter="code",
            mend="Send the code of the answer as it came, decoded once from the address.",
        ) from error
    if len(authorization_id) != AUTHORIZATION_ID_BYTES:
        raise InvalidGrantError(
            "the code is not one of ours",
            rule="RFC 6749, section 5.2",
            parameter="code",
            mend="Send the code of the answer as it came, decoded once from the address.",
        )
    return authorization_id, digest(secret)

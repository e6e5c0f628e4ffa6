"""Client authentication by private_key_jwt (RFC 7523, OpenID Connect Core section 9)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thiqa.base import digest
from thiqa.crypto import (
    SignatureInvalidError,
    VerificationKey,
    VerifiedJws,
    read_claims_unverified,
    verify_jws,
)
from thiqa.oidc.errors import InvalidClientError
from thiqa.oidc.metadata import TOKEN_PATH
from thiqa.oidc.models import CLIENT_ID, Client, Profile
from thiqa.oidc.store import Records

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523, section 2.2."""
MAX_LIFE_SECONDS = 3600
"""RFC 7523, section 3, point 4, leaves it to us: an hour is what widespread libraries set."""
CLOCK_SKEW_SECONDS = 30
"""FAPI 2.0 Security Profile, section 5.3.2.1: accept 10, refuse 60."""
MAX_JTI = 256


@dataclass(frozen=True, slots=True)
class VerifiedAssertion:
    """An assertion whose client is proved; `use` makes sure that it was not used before."""

    client: Client
    use_digest: bytes
    expires_at: int
    kid: str | None = None
    """The key that signed it, as the assertion names it."""

    async def use(self, records: Records) -> None:
        """Consume the assertion's identifier (RFC 7523, section 3, point 7)."""
        if not await records.oidc.use_once(self.use_digest, self.expires_at):
            raise InvalidClientError(
                "the client assertion has been used before",
                rule="RFC 7523, section 3, point 7",
                parameter="client_assertion",
                mend="Make a new assertion, with a new jti, for each request and each repetition.",
            )


def claimed_client_id(parameters: Mapping[str, str]) -> str:
    """Return whom the caller claims to be: only good for finding the registered keys."""
    if parameters.get("client_assertion_type") != ASSERTION_TYPE:
        raise InvalidClientError(
            "client authentication is by private_key_jwt",
            rule="RFC 7523, section 2.2",
            parameter="client_assertion_type",
            mend="Send client_assertion_type and client_assertion with each request.",
        )
    try:
        claims = read_claims_unverified(parameters.get("client_assertion", ""))
    except SignatureInvalidError as error:
        raise InvalidClientError(
            "client_assertion is not a JWT",
            rule="RFC 7523, section 2.2",
            parameter="client_assertion",
            mend="Send a compact JWS: three parts in base64url.",
        ) from error
    client_id = claims.get("sub")
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise InvalidClientError(
            "client_assertion has no client_id as its sub",
            rule="RFC 7523, section 3",
            parameter="client_assertion",
            mend="Set iss and sub of the assertion to the client_id.",
        )
    if parameters.get("client_id", client_id) != client_id:
        raise InvalidClientError(
            "client_assertion is not the client's",
            rule="RFC 7521, section 4.2",
            parameter="client_id",
            mend="Leave client_id out of the form, or send the one of the assertion.",
        )
    return client_id


def verify_assertion(
    assertion: str, client: Client, keys: Sequence[VerificationKey], *, issuer: str, now: int
) -> VerifiedAssertion:
    """Return the proof of the client, its identifier still to be consumed.

    1. signed by a registered key with that key's algorithm; 2. iss and sub are the client;
    3. aud is the issuer, as one text (rfc7523bis: an endpoint or a list is refused, but for
    plain OpenID Connect in the sandbox);
    4. exp, iat and nbf fit the clock, and the life is short; 5. jti is there.
    """
    try:
        signed = verify_jws(assertion, keys)  # 1
    except SignatureInvalidError as error:
        raise InvalidClientError(
            "client_assertion is not signed by a registered key",
            rule="RFC 7523, section 3, point 9",
            parameter="client_assertion",
            mend="Sign with a key whose public half is at the jwks_uri or in the jwks.",
        ) from error
    claims = signed.claims
    if claims.get("iss") != client.id or claims.get("sub") != client.id:  # 2
        raise InvalidClientError(
            "iss and sub of client_assertion must be the client_id",
            rule="RFC 7523, section 3",
            parameter="client_assertion",
            mend="Set iss and sub of the assertion to the client_id.",
        )
    if claims.get("aud") not in _audiences(client, issuer):  # 3
        raise InvalidClientError(
            "aud of client_assertion must be the issuer, as a single text",
            rule="FAPI 2.0 Security Profile, section 5.3.2.1",
            parameter="client_assertion",
            mend="Set aud to the issuer, character by character: no endpoint, no list.",
        )
    expires_at = _check_times(signed, now)  # 4
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAX_JTI:  # 5
        raise InvalidClientError(
            "client_assertion needs a jti",
            rule="RFC 7523, section 3",
            parameter="client_assertion",
            mend="Give each assertion a fresh random jti.",
        )
    use_digest = digest(f"{client.id}\n{jti}")
    kid = signed.header.get("kid")
    until = expires_at + CLOCK_SKEW_SECONDS
    return VerifiedAssertion(client, use_digest, until, kid if isinstance(kid, str) else None)


def _audiences(client: Client, issuer: str) -> tuple[str, ...]:
    """OpenID Connect Core, section 9, wants the token endpoint; nobody else does any more."""
    is_plain = client.profile is Profile.OPENID
    return (issuer, issuer + TOKEN_PATH) if is_plain else (issuer,)


def _check_times(signed: VerifiedJws, now: int) -> int:
    times = {name: signed.claims.get(name) for name in ("exp", "iat", "nbf")}
    for name, value in times.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise InvalidClientError(
                f"{name} of client_assertion is not a number",
                rule="RFC 7519, section 4.1",
                parameter="client_assertion",
                mend="Write times as JSON numbers: seconds since 1970.",
            )
    expires_at = times["exp"]
    if expires_at is None or expires_at <= now - CLOCK_SKEW_SECONDS:
        raise InvalidClientError(
            "client_assertion has expired, or has no exp",
            rule="RFC 7523, section 3",
            parameter="client_assertion",
            mend="Make a new assertion for each request, and set the clock of the machine.",
        )
    if expires_at > now + MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS:
        raise InvalidClientError(
            f"client_assertion lives longer than {MAX_LIFE_SECONDS} seconds",
            rule="RFC 7523, section 3",
            parameter="client_assertion",
            mend="Let an assertion live for a minute.",
        )
    for name in ("iat", "nbf"):
        value = times[name]
        if value is not None and value > now + CLOCK_SKEW_SECONDS:
            raise InvalidClientError(
                f"client_assertion is from the future ({name})",
                rule="FAPI 2.0 Security Profile, section 5.3.2.1",
                parameter="client_assertion",
                mend="Set the clock of the machine that makes the assertion.",
            )
    # A fraction is accepted to its end, so it is remembered to it.
    seconds: int = math.ceil(expires_at)
    return seconds

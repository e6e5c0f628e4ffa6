"""The logout token: the provider says that a citizen's session is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thiqa.counter.errors import AnswerRefusedError
from thiqa.counter.identity.id_token import CLOCK_SKEW_SECONDS, ID_TOKEN_ALGORITHM
from thiqa.crypto import SignatureInvalidError, VerificationKey, verify_jws

LOGOUT_TOKEN_TYPE = "logout+jwt"  # noqa: S105  # a media type
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
MAX_AGE_SECONDS = 600
"""A logout token that was issued longer ago is not about what is happening now."""
MAX_IDENTIFIER_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class VerifiedLogoutToken:
    """Whose session is over; only `verify_logout_token` makes one.

    No `sid`: every session of the subject. No `subject`: this session, whoever's it is.
    """

    subject: str | None
    sid: str | None
    jti: str
    expires_at: int


def verify_logout_token(
    token: str, keys: Sequence[VerificationKey], *, issuer: str, client_id: str, now: int
) -> VerifiedLogoutToken:
    """Return what a logout token says (OpenID Connect Back-Channel Logout 1.0, section 2.6).

    1. it is not encrypted, since we registered no key for that; 2. one of the provider's keys
    signed it, with the one algorithm that we registered, as a logout token; 3. `iss` is our
    provider, `aud` is us, it was issued just now and has not expired; 4. it names a subject, a
    session, or both; 5. `events` says that this is a logout; 6. it has no `nonce`: it is no ID
    token; 7. it has a `jti`. That the `jti` was not used before, and which sessions of ours it
    is about, the store knows.
    """
    allowed = [key for key in keys if key.algorithm is ID_TOKEN_ALGORITHM]
    try:
        signed = verify_jws(token, allowed)  # 1, 2
    except SignatureInvalidError as error:
        raise AnswerRefusedError("logout token: not signed by the provider") from error
    claims = signed.claims
    if signed.header.get("typ") != LOGOUT_TOKEN_TYPE:  # 2
        raise AnswerRefusedError("logout token: of another type (typ)")
    if claims.get("iss") != issuer:  # 3
        raise AnswerRefusedError("logout token: from another provider (iss)")
    if claims.get("aud") not in (client_id, [client_id]):  # 3
        raise AnswerRefusedError("logout token: for somebody else (aud)")
    expires_at = _check_times(claims, now)  # 3
    subject, sid = _identifier(claims, "sub"), _identifier(claims, "sid")
    if subject is None and sid is None:  # 4
        raise AnswerRefusedError("logout token: names nobody (sub, sid)")
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(LOGOUT_EVENT), Mapping):  # 5
        raise AnswerRefusedError("logout token: not about a logout (events)")
    if "nonce" in claims:  # 6
        raise AnswerRefusedError("logout token: an ID token in disguise (nonce)")
    jti = _identifier(claims, "jti")
    if jti is None:  # 7
        raise AnswerRefusedError("logout token: without a name of its own (jti)")
    return VerifiedLogoutToken(subject, sid, jti, expires_at)


def _check_times(claims: Mapping[str, Any], now: int) -> int:
    issued_at, expires_at = claims.get("iat"), claims.get("exp")
    if type(issued_at) is not int or not (
        now - MAX_AGE_SECONDS <= issued_at <= now + CLOCK_SKEW_SECONDS
    ):
        raise AnswerRefusedError("logout token: not issued just now (iat)")
    if type(expires_at) is not int or not (
        now - CLOCK_SKEW_SECONDS < expires_at <= issued_at + MAX_AGE_SECONDS
    ):
        raise AnswerRefusedError("logout token: expired, or good for too long (exp)")
    return expires_at


def _identifier(claims: Mapping[str, Any], name: str) -> str | None:
    if name not in claims:
        return None
    value = claims[name]
    if not isinstance(value, str) or not 0 < len(value) <= MAX_IDENTIFIER_CHARACTERS:
        raise AnswerRefusedError(f"logout token: {name} is not an identifier")
    return value

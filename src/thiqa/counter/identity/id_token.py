"""The ID token: whom it is from, whom it is for, and that it answers this login."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from thiqa.base import b64url_encode
from thiqa.counter.errors import AnswerRefusedError
from thiqa.counter.identity.models import PendingLogin, Tokens, VerifiedIdToken
from thiqa.counter.identity.purpose import MAX_AUTHENTICATION_AGE, REQUIRED_LEVEL
from thiqa.crypto import Algorithm, SignatureInvalidError, VerificationKey, verify_jws

ID_TOKEN_ALGORITHM = Algorithm.ES256
"""What we registered as `id_token_signed_response_alg`; no other is accepted."""
CLOCK_SKEW_SECONDS = 30
MAX_AGE_SECONDS = 600
"""An ID token that was issued longer ago answers nothing that we just asked."""
MAX_NAME_CHARACTERS = 255
"""OpenID Connect Core, section 2, `sub`."""


def verify_id_token(
    tokens: Tokens,
    keys: Sequence[VerificationKey],
    *,
    login: PendingLogin,
    client_id: str,
    now: int,
) -> VerifiedIdToken:
    """Return what the ID token says (OpenID Connect Core, section 3.1.3.7).

    1. one of the provider's keys signed it, with the one algorithm that we registered;
    2. it is not an access token in disguise; 3. `iss` is the provider that we asked;
    4. `aud` is us, and nobody else; 5. `azp`, when it is there, is us; 6. it has not
    expired, and was issued just now; 7. `nonce` is the one of this login; 8. `acr` is the
    level that we need; 9. `auth_time` is recent enough; 10. `at_hash`, when it is there,
    belongs to the access token; 11. `sub` names somebody; 12. `sid` names their session.
    """
    allowed = [key for key in keys if key.algorithm is ID_TOKEN_ALGORITHM]
    try:
        signed = verify_jws(tokens.id_token, allowed)  # 1
    except SignatureInvalidError as error:
        raise AnswerRefusedError("ID token: not signed by the provider") from error
    claims = signed.claims
    if signed.header.get("typ", "JWT") != "JWT":  # 2
        raise AnswerRefusedError("ID token: of another type (typ)")
    if claims.get("iss") != login.issuer:  # 3
        raise AnswerRefusedError("ID token: from another provider (iss)")
    if claims.get("aud") not in (client_id, [client_id]):  # 4
        raise AnswerRefusedError("ID token: for somebody else (aud)")
    if claims.get("azp", client_id) != client_id:  # 5
        raise AnswerRefusedError("ID token: given to somebody else (azp)")
    _check_times(claims, now)  # 6
    if claims.get("nonce") != login.nonce:  # 7
        raise AnswerRefusedError("ID token: of another login (nonce)")
    if claims.get("acr") != REQUIRED_LEVEL:  # 8
        raise AnswerRefusedError("ID token: the level of assurance is too low (acr)")
    auth_time = _check_auth_time(claims, login, now)  # 9
    _check_access_token(claims, tokens.access_token)  # 10
    subject, sid = _name(claims, "sub"), _name(claims, "sid")  # 11, 12
    return VerifiedIdToken(subject, sid, REQUIRED_LEVEL, auth_time)


def _check_times(claims: Mapping[str, Any], now: int) -> None:
    if _seconds(claims, "exp") <= now - CLOCK_SKEW_SECONDS:
        raise AnswerRefusedError("ID token: expired (exp)")
    issued_at = _seconds(claims, "iat")
    if not now - MAX_AGE_SECONDS <= issued_at <= now + CLOCK_SKEW_SECONDS:
        raise AnswerRefusedError("ID token: not issued just now (iat)")


def _check_auth_time(claims: Mapping[str, Any], login: PendingLogin, now: int) -> int:
    auth_time = _seconds(claims, "auth_time")
    earliest = login.began_at - MAX_AUTHENTICATION_AGE - CLOCK_SKEW_SECONDS
    if not earliest <= auth_time <= now + CLOCK_SKEW_SECONDS:
        raise AnswerRefusedError("ID token: the citizen signed in too long ago (auth_time)")
    return auth_time


def _check_access_token(claims: Mapping[str, Any], access_token: str) -> None:
    """OpenID Connect Core, section 3.1.3.6: the left half of the hash, in base64url."""
    left_half = hashlib.sha256(access_token.encode()).digest()[:16]
    if claims.get("at_hash", expected := b64url_encode(left_half)) != expected:
        raise AnswerRefusedError("ID token: of another access token (at_hash)")


def _name(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME_CHARACTERS:
        raise AnswerRefusedError(f"ID token: names nobody ({name})")
    return value


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerRefusedError(f"ID token: without a time ({name})")
    return int(value)

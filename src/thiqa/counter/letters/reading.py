"""Every check before a letter is believed."""

from collections.abc import Mapping, Sequence
from typing import Any

from thiqa.counter.letters.errors import LetterRefusedError
from thiqa.counter.letters.models import Letter
from thiqa.crypto import (
    Algorithm,
    CryptoError,
    SignatureInvalidError,
    VerificationKey,
    read_claims_unverified,
    verify_jws,
)

LETTER_ALGORITHM = Algorithm.ES256
CLOCK_SKEW_SECONDS = 30
MAX_LETTER_SECONDS = 86_400
"""Nobody writes letters that hold for longer than a day."""
MAX_NAME_CHARACTERS = 255


def read_letter(
    text: str,
    keys: Sequence[VerificationKey],
    *,
    kind: str,
    sender: str,
    recipient: str,
    now: int,
    in_reply_to: str | None = None,
) -> Letter:
    """Return what a letter says.

    1. one of the sender's keys signed it, with the one algorithm of letters; 2. it is of the
    kind that is read here, so that no other signed object passes for it; 3. it is from the
    sender, and 4. for the recipient alone; 5. it is neither from the future, nor expired, nor
    good for longer than any letter; 6. it has an identifier; 7. it answers the letter that was
    sent, and one that answers nothing says so; 8. its body is an object.
    """
    allowed = [key for key in keys if key.algorithm is LETTER_ALGORITHM]
    try:
        signed = verify_jws(text, allowed)  # 1
    except SignatureInvalidError as error:
        raise LetterRefusedError("not signed by its sender") from error
    claims = signed.claims
    if signed.header.get("typ") != kind:  # 2
        raise LetterRefusedError("of another kind (typ)")
    if claims.get("iss") != sender:  # 3
        raise LetterRefusedError("from somebody else (iss)")
    if claims.get("aud") != recipient:  # 4
        raise LetterRefusedError("for somebody else (aud)")
    issued_at, expires_at = _check_times(claims, now)  # 5
    identifier = claims.get("jti")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= MAX_NAME_CHARACTERS:  # 6
        raise LetterRefusedError("without an identifier (jti)")
    if claims.get("in_reply_to") != in_reply_to:  # 7
        raise LetterRefusedError("an answer to something else (in_reply_to)")
    body = claims.get("body")
    if not isinstance(body, dict):  # 8
        raise LetterRefusedError("without a body")
    return Letter(
        identifier, kind, sender, recipient, issued_at, expires_at, in_reply_to, body, text
    )


def peek_sender(text: str) -> str:
    """Return who a letter says that it is from: good for finding that sender's keys only."""
    try:
        sender = read_claims_unverified(text).get("iss")
    except CryptoError as error:
        raise LetterRefusedError("not a signed object") from error
    if not isinstance(sender, str):
        raise LetterRefusedError("without a sender (iss)")
    return sender


def _check_times(claims: Mapping[str, Any], now: int) -> tuple[int, int]:
    issued_at, expires_at = _seconds(claims, "iat"), _seconds(claims, "exp")
    if issued_at > now + CLOCK_SKEW_SECONDS:
        raise LetterRefusedError("from the future (iat)")
    if expires_at <= now - CLOCK_SKEW_SECONDS:
        raise LetterRefusedError("expired (exp)")
    if not issued_at < expires_at <= issued_at + MAX_LETTER_SECONDS:
        raise LetterRefusedError("good for too long (exp)")
    return issued_at, expires_at


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise LetterRefusedError(f"without a time ({name})")
    return value

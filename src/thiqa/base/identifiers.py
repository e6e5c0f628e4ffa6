"""Secrets that we hand out, and the digests of them that we keep."""

import hashlib
import hmac
import secrets

SECRET_BYTES = 32
"""256 bits: guessing is hopeless, so a plain SHA-256 of the secret is enough to store."""


def new_secret() -> str:
    """Return a fresh secret of 256 bits as 43 characters of base64url."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """Return the SHA-256 of a secret of full entropy: this, never the secret, is stored."""
    return hashlib.sha256(secret.encode()).digest()


def constant_time_equal(left: bytes, right: bytes) -> bool:
    """Compare two byte strings in a time that does not depend on where they differ."""
    return hmac.compare_digest(left, right)

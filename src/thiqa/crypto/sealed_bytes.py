"""Bytes that are kept for somebody else: who does not know the secret cannot read them."""

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from thiqa.crypto.errors import SealedBytesError
from thiqa.crypto.sealed_keys import derive_secret

NONCE_BYTES = 12
"""NIST SP 800-38D, section 5.2.1.1: the length that AES-GCM is made for."""


def seal_bytes(data: bytes, secret: str, purpose: str) -> bytes:
    """Encrypt with a secret of full entropy that is good for one purpose (AES-256-GCM)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(secret, purpose).encrypt(nonce, data, purpose.encode())


def open_sealed_bytes(sealed: bytes, secret: str, purpose: str) -> bytes:
    """Decrypt what `seal_bytes` made; raise SealedBytesError with another secret or purpose."""
    nonce, data = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return _cipher(secret, purpose).decrypt(nonce, data, purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise SealedBytesError("sealed with another secret, or changed") from error


def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(derive_secret(hashlib.sha256(secret.encode()).digest(), purpose))

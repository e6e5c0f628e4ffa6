"""Signing keys of lesser worth, kept outside of the key directory: sealed with a secret of it."""

import hmac

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from thiqa.crypto.errors import KeyFileError
from thiqa.crypto.signing import PrivateKey, Signer


def derive_secret(secret: bytes, purpose: str) -> bytes:
    """Return a secret of its own for a purpose."""
    return hmac.digest(secret, f"thiqa {purpose}".encode(), "sha256")


def seal_key(key: PrivateKey, secret: bytes) -> str:
    """Return a private key as a text that is worth nothing without the secret."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret),
    ).decode()


def open_sealed_key(text: str, secret: bytes, *, plain: bool = False) -> Signer:
    """Return the signer of a sealed key; `plain`: an RSA key signs with RS256."""
    try:
        key = serialization.load_pem_private_key(text.encode(), password=secret)
    except ValueError as error:
        raise KeyFileError("a sealed key cannot be opened") from error
    return Signer(key, plain=plain)  # type: ignore[arg-type]  # any other kind is refused there


def record_key_of(secret: bytes) -> ed25519.Ed25519PrivateKey:
    """Return the key of a record that proves nothing: of rehearsals."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(secret)

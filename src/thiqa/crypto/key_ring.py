"""The provider's signing keys as a running process sees them."""

from typing import Any

from thiqa.crypto.algorithms import Algorithm
from thiqa.crypto.key_directory import KeyDirectory, SigningKey, active, published
from thiqa.crypto.signing import Signer
from thiqa.crypto.verification import VerificationKey, parse_jwk

RELOAD_SECONDS = 30
"""A rotation is seen by every process within this time: long before the new key signs."""


class KeyRing:
    """Chooses the signing key of the moment, and follows rotations in the directory."""

    def __init__(self, directory: KeyDirectory, now: int) -> None:
        self._directory = directory
        self._verifying: tuple[tuple[str, ...], tuple[VerificationKey, ...]] = ((), ())
        self._load(now)

    def signer(self, algorithm: Algorithm, now: int) -> Signer:
        """Return the signer of an algorithm for this moment."""
        self._follow(now)
        keys = self._keys[algorithm]
        at = active([key.created_at for key in keys], now)
        return next(key.signer for key in keys if key.created_at == at)

    def jwks(self, now: int) -> dict[str, Any]:
        """Return the public JWK Set: keys to come, in use, and with tokens still alive."""
        self._follow(now)
        return {"keys": [key.signer.public_jwk for key in self._published(now)]}

    def verification_keys(self, now: int) -> tuple[VerificationKey, ...]:
        """Return the published keys, to check tokens of our own."""
        self._follow(now)
        shown = tuple(key.signer.kid for key in self._published(now))
        if shown != self._verifying[0]:
            keys = tuple(parse_jwk(key.signer.public_jwk) for key in self._published(now))
            self._verifying = (shown, keys)
        return self._verifying[1]

    def _published(self, now: int) -> list[SigningKey]:
        return [
            key
            for keys in self._keys.values()
            for key in keys
            if key.created_at in published([each.created_at for each in keys], now)
        ]

    def _follow(self, now: int) -> None:
        if not 0 <= now - self._loaded_at < RELOAD_SECONDS:
            self._load(now)

    def _load(self, now: int) -> None:
        self._keys = self._directory.signing_keys()
        self._loaded_at = now

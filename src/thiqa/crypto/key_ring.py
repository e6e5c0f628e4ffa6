"""The provider's signing keys as a running process sees them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from thiqa.crypto.algorithms import Algorithm
from thiqa.crypto.key_directory import KeyDirectory, active, published
from thiqa.crypto.signing import Signer
from thiqa.crypto.verification import VerificationKey

RELOAD_SECONDS = 30
"""A rotation is seen by every process within this time: long before the new key signs."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What holds during one second."""

    now: int
    signers: Mapping[Algorithm, Signer]
    published: tuple[str, ...]
    jwks: bytes
    verification_keys: tuple[VerificationKey, ...]


class KeyRing:
    """Chooses the signing key of the moment, and follows rotations in the directory."""

    def __init__(self, directory: KeyDirectory, now: int) -> None:
        self._directory = directory
        self._load(now)
        self._moment = self._compute(now)

    def signer(self, algorithm: Algorithm, now: int) -> Signer:
        """Return the signer of an algorithm for this moment."""
        return self._at(now).signers[algorithm]

    def jwks(self, now: int) -> bytes:
        """Return the JWK Set as JSON: keys to come, in use, and with tokens still alive."""
        return self._at(now).jwks

    def verification_keys(self, now: int) -> tuple[VerificationKey, ...]:
        """Return the published keys, to check tokens of our own."""
        return self._at(now).verification_keys

    def _at(self, now: int) -> _Moment:
        if now != self._moment.now:
            if not 0 <= now - self._loaded_at < RELOAD_SECONDS:
                self._load(now)
            self._moment = self._following(self._moment, now)
        return self._moment

    def _following(self, moment: _Moment, now: int) -> _Moment:
        if self._published(now) == moment.published:
            return replace(moment, now=now, signers=self._signers(now))
        return self._compute(now)

    def _compute(self, now: int) -> _Moment:
        kids = self._published(now)
        signers = [key.signer for keys in self._keys.values() for key in keys]
        jwks = [signer.public_jwk for signer in signers if signer.kid in kids]
        return _Moment(
            now,
            self._signers(now),
            kids,
            json.dumps({"keys": jwks}, separators=(",", ":")).encode(),
            tuple(signer.verification_key for signer in signers if signer.kid in kids),
        )

    def _signers(self, now: int) -> dict[Algorithm, Signer]:
        chosen = {}
        for algorithm, keys in self._keys.items():
            at = active([key.created_at for key in keys], now)
            chosen[algorithm] = next(key.signer for key in keys if key.created_at == at)
        return chosen

    def _published(self, now: int) -> tuple[str, ...]:
        return tuple(
            key.signer.kid
            for keys in self._keys.values()
            for key in keys
            if key.created_at in published([each.created_at for each in keys], now)
        )

    def _load(self, now: int) -> None:
        self._keys = self._directory.signing_keys()
        self._loaded_at = now

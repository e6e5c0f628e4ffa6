"""Keys of the suite's relying parties, made for one run."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import ECKey, KeyParameters, RSAKey

from thiqa.base import b64url_encode

RSA_BITS = 2_048
SECRET_BYTES = 32

Jwk = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key as both sides know it."""

    private: Jwk
    public: Jwk


def make_key(algorithm: str, kid: str) -> KeyPair:
    """Make a signing key for PS256, RS256 or ES256."""
    members: KeyParameters = {"alg": algorithm, "use": "sig", "kid": kid}
    key = (
        ECKey.generate_key("P-256", members)
        if algorithm == "ES256"
        else RSAKey.generate_key(RSA_BITS, members)
    )
    return KeyPair(dict(key.as_dict(private=True)), dict(key.as_dict(private=False)))


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of a client, and what the provider keeps of it."""

    text: str = field(default_factory=lambda: secrets.token_urlsafe(SECRET_BYTES))

    @property
    def digest(self) -> str:
        """Its SHA-256, in base64url."""
        return b64url_encode(hashlib.sha256(self.text.encode()).digest())

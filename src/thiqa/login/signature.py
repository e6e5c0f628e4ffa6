"""The card's signature over the site and the challenge (Web eID architecture, Token format)."""

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from thiqa.login.errors import AlgorithmRefusedError, SignatureRefusedError
from thiqa.pki.certificate import PublicKey

Hash = hashes.SHA256 | hashes.SHA384 | hashes.SHA512


@dataclass(frozen=True, slots=True)
class _Ecdsa:
    """RFC 7518, section 3.4: one curve for each hash, and r and s at full length."""

    hash: Hash
    curve: str
    coordinate_bytes: int


@dataclass(frozen=True, slots=True)
class _Rsa:
    """RFC 7518, section 3.3, and, with PSS, section 3.5: salt as long as the hash."""

    hash: Hash
    pss: bool


ALGORITHMS: Final[Mapping[str, _Ecdsa | _Rsa]] = {
    "ES256": _Ecdsa(hashes.SHA256(), "secp256r1", 32),
    "ES384": _Ecdsa(hashes.SHA384(), "secp384r1", 48),
    "ES512": _Ecdsa(hashes.SHA512(), "secp521r1", 66),
    "PS256": _Rsa(hashes.SHA256(), pss=True),
    "PS384": _Rsa(hashes.SHA384(), pss=True),
    "PS512": _Rsa(hashes.SHA512(), pss=True),
    "RS256": _Rsa(hashes.SHA256(), pss=False),
    "RS384": _Rsa(hashes.SHA384(), pss=False),
    "RS512": _Rsa(hashes.SHA512(), pss=False),
}
"""Each goes with one kind of key; what a token names only selects among those of its key."""

WEB_EID_ALGORITHMS: Final = frozenset(ALGORITHMS)


def verify_signature(
    key: PublicKey,
    algorithm: str,
    signature: bytes,
    *,
    origin: str,
    nonce: str,
    allowed: Set[str],
) -> None:
    """Verify that the key signed H(origin)||H(nonce) with an algorithm that is its own.

    Raises AlgorithmRefusedError or SignatureRefusedError.
    """
    chosen = ALGORITHMS.get(algorithm) if algorithm in allowed else None
    if chosen is None:
        raise AlgorithmRefusedError("an algorithm that is not allowed")
    signed = _digest(chosen.hash, origin) + _digest(chosen.hash, nonce)
    try:
        if isinstance(chosen, _Ecdsa):
            _verify_ecdsa(key, chosen, signature, signed)
        else:
            _verify_rsa(key, chosen, signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise SignatureRefusedError("another key, site or challenge was signed") from error


def _verify_ecdsa(key: PublicKey, chosen: _Ecdsa, signature: bytes, signed: bytes) -> None:
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != chosen.curve:
        raise AlgorithmRefusedError("an algorithm of another kind of key")
    if len(signature) != 2 * chosen.coordinate_bytes:
        raise SignatureRefusedError("not r and s at full length")
    r = int.from_bytes(signature[: chosen.coordinate_bytes])
    s = int.from_bytes(signature[chosen.coordinate_bytes :])
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(chosen.hash))


def _verify_rsa(key: PublicKey, chosen: _Rsa, signature: bytes, signed: bytes) -> None:
    if not isinstance(key, rsa.RSAPublicKey):
        raise AlgorithmRefusedError("an algorithm of another kind of key")
    scheme = (
        padding.PSS(padding.MGF1(chosen.hash), chosen.hash.digest_size)
        if chosen.pss
        else padding.PKCS1v15()
    )
    key.verify(signature, signed, scheme, chosen.hash)


def _digest(algorithm: Hash, text: str) -> bytes:
    return hashlib.new(algorithm.name, text.encode()).digest()

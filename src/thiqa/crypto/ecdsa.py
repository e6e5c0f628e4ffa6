"""ECDSA over a hash that is already made, on every curve that we know (FIPS 186-5, section 6)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)

from thiqa.crypto import weierstrass
from thiqa.crypto.errors import SignatureInvalidError
from thiqa.crypto.points import Curve, Point
from thiqa.crypto.random_numbers import RandomBytes

_HASH_OF_LENGTH: Final[Mapping[int, type[hashes.HashAlgorithm]]] = MappingProxyType(
    {
        20: hashes.SHA1,
        28: hashes.SHA224,
        32: hashes.SHA256,
        48: hashes.SHA384,
        64: hashes.SHA512,
    }
)
"""The library asks for a hash function even where the hash is made; it uses its length alone."""


def verify_digest(curve: Curve, public: Point, digest: bytes, r: int, s: int) -> None:
    """Check a signature (r, s) of a hash; raises SignatureInvalidError."""
    curve.check(public)
    if not (1 <= r < curve.order and 1 <= s < curve.order):
        raise SignatureInvalidError("r or s is out of range")
    if curve.openssl is None or len(digest) not in _HASH_OF_LENGTH:
        return _verify_slowly(curve, public, digest, r, s)
    key = ec.EllipticCurvePublicNumbers(public.x, public.y, curve.openssl).public_key()
    try:
        key.verify(encode_dss_signature(r, s), digest, _prehashed(digest))
    except InvalidSignature:
        raise SignatureInvalidError("the signature is not of this key and hash") from None


def sign_digest(
    curve: Curve, private: int, digest: bytes, random_bytes: RandomBytes
) -> tuple[int, int]:
    """Sign a hash: OpenSSL, on the curves that it has, without random numbers (RFC 6979).

    So whoever is given the same random bytes says the same again, in a recorded conversation.
    """
    curve.check_scalar(private)
    if curve.openssl is not None and len(digest) in _HASH_OF_LENGTH:
        key = ec.derive_private_key(private, curve.openssl)
        hashed = Prehashed(_HASH_OF_LENGTH[len(digest)]())
        return decode_dss_signature(key.sign(digest, ec.ECDSA(hashed, deterministic_signing=True)))
    while True:
        k = curve.random_scalar(random_bytes)
        r = curve.public_point(k).x % curve.order
        s = pow(k, -1, curve.order) * (_number(digest, curve) + r * private) % curve.order
        if r and s:
            return r, s


def _verify_slowly(curve: Curve, public: Point, digest: bytes, r: int, s: int) -> None:
    """FIPS 186-5, section 6.4.2."""
    inverse = pow(s, -1, curve.order)
    u, v = _number(digest, curve) * inverse % curve.order, r * inverse % curve.order
    generator = (curve.generator.x, curve.generator.y)
    found = weierstrass.multiply_and_add(u, generator, v, (public.x, public.y), curve)
    if found is None or found[0] % curve.order != r:
        raise SignatureInvalidError("the signature is not of this key and hash")


def _number(digest: bytes, curve: Curve) -> int:
    """Take as many bits of the hash as the order has, the leftmost."""
    return int.from_bytes(digest) >> max(0, 8 * len(digest) - curve.order.bit_length())


def _prehashed(digest: bytes) -> ec.ECDSA:
    return ec.ECDSA(Prehashed(_HASH_OF_LENGTH[len(digest)]()))

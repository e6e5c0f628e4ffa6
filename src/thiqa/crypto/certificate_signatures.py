"""Signatures on certificates and signed messages, checked with a key that was read from one."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from thiqa.crypto import ecdsa
from thiqa.crypto.certificate_keys import EllipticKey, RsaKey, SignatureKey
from thiqa.crypto.errors import PointError, SignatureInvalidError
from thiqa.crypto.signature_algorithms import HASHES, Mechanism, SignatureAlgorithm

RSA: Final = frozenset({Mechanism.RSA_PKCS1, Mechanism.RSA_PSS})


def verify_signature(
    key: SignatureKey, algorithm: SignatureAlgorithm, signature: bytes, message: bytes
) -> None:
    """Check that a key has signed a message in one way; raise SignatureInvalidError.

    The signature counts if the algorithm goes with the key (1) and with what the key says that it
    signs with (2), and if the arithmetic holds (3).
    """
    if isinstance(key, RsaKey) is not (algorithm.mechanism in RSA):  # 1
        raise SignatureInvalidError("an algorithm of another kind of key")
    try:
        if isinstance(key, RsaKey):
            _require_allowed(key, algorithm)  # 2
            _verify_rsa(key, algorithm, signature, message)  # 3
        else:
            _verify_ecdsa(key, algorithm, signature, message)  # 3
    except (InvalidSignature, ValueError, PointError) as error:
        raise SignatureInvalidError("the signature is not this key's") from error


def hash_of(hash_name: str, message: bytes) -> bytes:
    """Hash a message with one of the hashes that are accepted here."""
    digest = hashes.Hash(HASHES[hash_name]())
    digest.update(message)
    return digest.finalize()


def _require_allowed(key: RsaKey, used: SignatureAlgorithm) -> None:
    """RFC 4055, section 3.3: the same hashes, and a salt that is not shorter."""
    if key.for_pss and used.mechanism is not Mechanism.RSA_PSS:
        raise SignatureInvalidError("the key says that it signs in another way")
    only = key.only
    if only is None:
        return
    if (only.mechanism, only.hash_name, only.mask_hash_name) != (
        used.mechanism,
        used.hash_name,
        used.mask_hash_name,
    ) or used.salt_bytes < only.salt_bytes:
        raise SignatureInvalidError("the key says that it signs in another way")


def _verify_rsa(
    key: RsaKey, algorithm: SignatureAlgorithm, signature: bytes, message: bytes
) -> None:
    public = rsa.RSAPublicNumbers(key.exponent, key.modulus).public_key()
    scheme: padding.PKCS1v15 | padding.PSS = padding.PKCS1v15()
    if algorithm.mechanism is Mechanism.RSA_PSS:
        mask = padding.MGF1(HASHES[algorithm.mask_hash_name]())
        scheme = padding.PSS(mask, algorithm.salt_bytes)
    public.verify(signature, message, scheme, HASHES[algorithm.hash_name]())


def _verify_ecdsa(
    key: EllipticKey, algorithm: SignatureAlgorithm, signature: bytes, message: bytes
) -> None:
    if algorithm.mechanism is Mechanism.ECDSA_PLAIN:
        size = key.curve.order_bytes
        if len(signature) != 2 * size:
            raise SignatureInvalidError("a plain signature of another length")
        r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
    else:
        r, s = decode_dss_signature(signature)
    ecdsa.verify_digest(key.curve, key.point, hash_of(algorithm.hash_name, message), r, s)

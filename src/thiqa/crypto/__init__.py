"""Keys and signatures; the only holder of the provider's private keys."""

from thiqa.crypto.algorithms import ACCEPTED_NAMES, FAPI_ALGORITHMS, Algorithm
from thiqa.crypto.errors import CryptoError, KeyFileError, KeyRefusedError, SignatureInvalidError
from thiqa.crypto.key_directory import KeyDirectory
from thiqa.crypto.key_ring import KeyRing
from thiqa.crypto.passing_keys import PassingKeys
from thiqa.crypto.signing import PrivateKey, Signer, generate_key
from thiqa.crypto.verification import (
    VerificationKey,
    VerifiedJws,
    key_of_certificate,
    parse_jwk,
    parse_jwks,
    read_claims_unverified,
    read_header,
    verify_jws,
)

__all__ = [
    "ACCEPTED_NAMES",
    "FAPI_ALGORITHMS",
    "Algorithm",
    "CryptoError",
    "KeyDirectory",
    "KeyFileError",
    "KeyRefusedError",
    "KeyRing",
    "PassingKeys",
    "PrivateKey",
    "SignatureInvalidError",
    "Signer",
    "VerificationKey",
    "VerifiedJws",
    "generate_key",
    "key_of_certificate",
    "parse_jwk",
    "parse_jwks",
    "read_claims_unverified",
    "read_header",
    "verify_jws",
]

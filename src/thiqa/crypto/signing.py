"""Signing compact JWS with the provider's own keys."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey, OKPKey, RSAKey

from thiqa.base import b64url_encode
from thiqa.crypto.algorithms import RSA_MAX_BITS, RSA_MIN_BITS, Algorithm
from thiqa.crypto.errors import KeyRefusedError
from thiqa.crypto.verification import VerificationKey

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey

P256_COORDINATE_BYTES = 32
_ECDSA_SHA256 = ec.ECDSA(hashes.SHA256())
_PKCS1 = padding.PKCS1v15()
_PSS_SHA256 = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
"""RFC 7518, section 3.5: the salt is as long as the hash."""


class Signer:
    """A private key with its identifier (RFC 7638 thumbprint) and its one algorithm."""

    def __init__(self, private_key: PrivateKey, *, plain: bool = False) -> None:
        """`plain`: an RSA key signs with RS256."""
        self._private_key = private_key
        algorithm = _algorithm_of(private_key)
        is_plain = plain and algorithm is Algorithm.PS256
        self.algorithm = Algorithm.RS256 if is_plain else algorithm
        self._headers: dict[tuple[str, bool], bytes] = {}

    @cached_property
    def kid(self) -> str:
        """The SHA-256 thumbprint of the public key."""
        return self._public.thumbprint()

    @cached_property
    def public_jwk(self) -> dict[str, Any]:
        """The public JWK, as the JWK Set publishes it."""
        members = self._public.as_dict(private=False)
        return {**members, "kid": self.kid, "use": "sig", "alg": self.algorithm.value}

    @cached_property
    def verification_key(self) -> VerificationKey:
        """The public half, to check tokens of our own."""
        return VerificationKey(self.kid, self.algorithm, self._public)

    def sign(self, claims: Mapping[str, Any], *, typ: str = "JWT", show_key: bool = False) -> str:
        """Return the claims as a compact JWS (RFC 7515, section 7.1).

        Its header names the key, or shows it where nobody knows it yet (section 4.1.3).
        """
        payload = b64url_encode(json.dumps(claims, separators=(",", ":")).encode())
        signed = self._header(typ, show_key) + payload.encode()
        return f"{signed.decode()}.{b64url_encode(self._signature(signed))}"

    def _header(self, typ: str, show_key: bool) -> bytes:
        header = self._headers.get((typ, show_key))
        if header is None:
            key = {"jwk": self._public.as_dict(private=False)} if show_key else {"kid": self.kid}
            members = {"alg": self.algorithm.value, "typ": typ, **key}
            text = json.dumps(members, separators=(",", ":"))
            header = f"{b64url_encode(text.encode())}.".encode()
            self._headers[typ, show_key] = header
        return header

    def _signature(self, data: bytes) -> bytes:
        key = self._private_key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            r, s = decode_dss_signature(key.sign(data, _ECDSA_SHA256))
            return r.to_bytes(P256_COORDINATE_BYTES, "big") + s.to_bytes(
                P256_COORDINATE_BYTES, "big"
            )
        if isinstance(key, rsa.RSAPrivateKey):
            scheme = _PKCS1 if self.algorithm is Algorithm.RS256 else _PSS_SHA256
            return key.sign(data, scheme, hashes.SHA256())
        return key.sign(data)

    @cached_property
    def _public(self) -> ECKey | OKPKey | RSAKey:
        public = self._private_key.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            return ECKey(public, public)
        if isinstance(public, rsa.RSAPublicKey):
            return RSAKey(public, public)
        return OKPKey(public, public)


def generate_key(algorithm: Algorithm) -> PrivateKey:
    """Return a fresh private key for the algorithm."""
    if algorithm is Algorithm.ES256:
        return ec.generate_private_key(ec.SECP256R1())
    if algorithm in {Algorithm.PS256, Algorithm.RS256}:
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ed25519.Ed25519PrivateKey.generate()


def _algorithm_of(key: PrivateKey) -> Algorithm:
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return Algorithm.ES256
    if isinstance(key, rsa.RSAPrivateKey) and RSA_MIN_BITS <= key.key_size <= RSA_MAX_BITS:
        return Algorithm.PS256
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return Algorithm.EDDSA
    raise KeyRefusedError(
        f"a signing key must be EC P-256, Ed25519 or RSA of {RSA_MIN_BITS} to {RSA_MAX_BITS} bits"
    )

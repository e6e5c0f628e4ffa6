"""Issuing card-verifiable certificates, and the private keys that sign: for specimens."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from thiqa.card.channel.cv_certificates import objects
from thiqa.card.channel.cv_certificates.authorization import Authorization, Role
from thiqa.card.channel.cv_certificates.certificate import PROFILE_1, CvCertificate
from thiqa.card.channel.cv_certificates.errors import CvKeyError
from thiqa.card.channel.cv_certificates.public_key import CvPublicKey
from thiqa.card.channel.cv_certificates.references import KeyReference
from thiqa.crypto.certificate_keys import EllipticKey, RsaKey
from thiqa.crypto.curves import Curve, curve_named
from thiqa.crypto.ecdsa import sign_digest
from thiqa.crypto.errors import CurveError
from thiqa.crypto.random_numbers import RandomBytes
from thiqa.crypto.signature_algorithms import HASHES, Mechanism, SignatureAlgorithm

PrivateKey = rsa.RSAPrivateKey | int
"""An RSA key, or the scalar of a point."""

ECDSA_SHA256: Final = SignatureAlgorithm(Mechanism.ECDSA_PLAIN, "sha256")


@dataclass(frozen=True, slots=True)
class CvSigningKey:
    """A private key with its public one and the algorithm that it is for."""

    public: CvPublicKey
    private: PrivateKey = field(repr=False)

    @classmethod
    def generate(
        cls, curve: Curve, random_bytes: RandomBytes, algorithm: SignatureAlgorithm = ECDSA_SHA256
    ) -> Self:
        """Make a new key on a curve."""
        return cls.of_scalar(curve, curve.random_scalar(random_bytes), algorithm)

    @classmethod
    def of_scalar(
        cls, curve: Curve, scalar: int, algorithm: SignatureAlgorithm = ECDSA_SHA256
    ) -> Self:
        """Take a scalar as a key."""
        key = EllipticKey(curve, curve.public_point(scalar))
        return cls(CvPublicKey(algorithm, key), scalar)

    @classmethod
    def of_rsa(cls, key: rsa.RSAPrivateKey, algorithm: SignatureAlgorithm) -> Self:
        """Take an RSA key."""
        numbers = key.public_key().public_numbers()
        return cls(CvPublicKey(algorithm, RsaKey(numbers.n, numbers.e)), key)

    @classmethod
    def from_pkcs8(cls, der: bytes, algorithm: SignatureAlgorithm) -> Self:
        """Read a key from a file; raises CvKeyError."""
        try:
            key = load_der_private_key(der, password=None)
            if isinstance(key, rsa.RSAPrivateKey):
                return cls.of_rsa(key, algorithm)
            if isinstance(key, ec.EllipticCurvePrivateKey):
                scalar = key.private_numbers().private_value
                return cls.of_scalar(curve_named(key.curve.name), scalar, algorithm)
        except (ValueError, TypeError, CurveError) as error:
            raise CvKeyError("the file of a key that cannot be read") from error
        raise CvKeyError("a key of a kind that signs no certificates")

    def to_pkcs8(self) -> bytes:
        """Write a key that the library knows into a file of its own."""
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
        if isinstance(self.private, int):
            curve = self._curve()
            if curve.openssl is None:
                raise CvKeyError(f"a key of {curve.name} cannot be kept")
            key = ec.derive_private_key(self.private, curve.openssl)
        else:
            key = self.private
        return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, message: bytes, random_bytes: RandomBytes) -> bytes:
        """Sign a message as certificates and terminals do (TR-03110-3, appendix A.7)."""
        algorithm = self.public.algorithm
        if not isinstance(self.private, int):
            return _sign_rsa(self.private, algorithm, message)
        curve = self._curve()
        digest = hashlib.new(algorithm.hash_name, message).digest()
        r, s = sign_digest(curve, self.private, digest, random_bytes)
        return r.to_bytes(curve.order_bytes) + s.to_bytes(curve.order_bytes)

    def _curve(self) -> Curve:
        if not isinstance(self.public.key, EllipticKey):
            raise CvKeyError("a scalar without a curve")
        return self.public.key.curve


def issue(
    *,
    issuer: CvSigningKey,
    authority: KeyReference,
    holder: KeyReference,
    public_key: CvPublicKey,
    authorization: Authorization,
    effective: date,
    expires: date,
    random_bytes: RandomBytes,
) -> CvCertificate:
    """Issue a certificate; authorities' keys carry their curve, all others inherit it."""
    key = public_key.to_bytes(with_parameters=authorization.role is Role.AUTHORITY)
    fields: Mapping[int, bytes] = {
        objects.PROFILE_IDENTIFIER: PROFILE_1,
        objects.AUTHORITY_REFERENCE: authority.to_bytes(),
        objects.PUBLIC_KEY: key,
        objects.HOLDER_REFERENCE: holder.to_bytes(),
        objects.HOLDER_AUTHORIZATION: authorization.to_bytes(),
        objects.EFFECTIVE_DATE: objects.write_date(effective),
        objects.EXPIRATION_DATE: objects.write_date(expires),
    }
    body = objects.write(
        objects.BODY, *(objects.write(tag, value) for tag, value in fields.items())
    )
    signature = objects.write(objects.SIGNATURE, issuer.sign(body, random_bytes))
    return CvCertificate.from_parts(body + signature)


def _sign_rsa(key: rsa.RSAPrivateKey, algorithm: SignatureAlgorithm, message: bytes) -> bytes:
    hash_algorithm = HASHES[algorithm.hash_name]()
    scheme: padding.PKCS1v15 | padding.PSS = padding.PKCS1v15()
    if algorithm.mechanism is Mechanism.RSA_PSS:
        scheme = padding.PSS(padding.MGF1(hash_algorithm), algorithm.salt_bytes)
    return key.sign(message, scheme, hash_algorithm)

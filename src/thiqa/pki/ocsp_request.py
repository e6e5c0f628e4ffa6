"""The question to an authority whether a certificate is still good (RFC 6960, section 4.1)."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from thiqa.pki.certificate import PublicKey, extension, read_public_key
from thiqa.pki.chain import TrustedCertificate

NONCE_BYTES: Final = 32
"""What a client sends (RFC 9654, section 2.1)."""

CERTIFICATE_ID_HASH: Final = "sha1"
"""It only names the issuer, and every responder knows it (RFC 5019, section 2.1.1)."""


@dataclass(frozen=True, slots=True)
class OcspQuestion:
    """A question, with what is needed to recognise its answer."""

    der: bytes
    serial: int
    issuer: x509.Certificate
    nonce: bytes


def ask(trusted: TrustedCertificate, nonce: bytes) -> OcspQuestion:
    """Make the question about one certificate."""
    name_hash, key_hash = issuer_hashes(trusted.issuer, CERTIFICATE_ID_HASH)
    serial = trusted.certificate.serial_number
    request = (
        ocsp.OCSPRequestBuilder()
        .add_certificate_by_hash(name_hash, key_hash, serial, hashes.SHA1())  # noqa: S303  # see CERTIFICATE_ID_HASH
        .add_extension(x509.OCSPNonce(nonce), critical=False)
        .build()
    )
    return OcspQuestion(request.public_bytes(Encoding.DER), serial, trusted.issuer, nonce)


def responder_url(certificate: x509.Certificate) -> str | None:
    """Return where the certificate says to ask (RFC 5280, section 4.2.2.1), if it does."""
    for item in extension(certificate, x509.AuthorityInformationAccess) or ():
        location = item.access_location
        if item.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            location, x509.UniformResourceIdentifier
        ):
            return location.value
    return None


@lru_cache(maxsize=64)
def issuer_hashes(issuer: x509.Certificate, algorithm: str) -> tuple[bytes, bytes]:
    """Return the hashes of an issuer's name and key (RFC 6960, section 4.1.1, CertID)."""
    return (
        hashlib.new(algorithm, issuer.subject.public_bytes()).digest(),
        hashlib.new(algorithm, key_bits(read_public_key(issuer))).digest(),
    )


def key_bits(key: PublicKey) -> bytes:
    """Return what stands in the BIT STRING of a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7)."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)

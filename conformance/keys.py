"""Keys and certificates of the suite's relying parties, made for one run."""

import datetime
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey, KeyParameters, RSAKey

RSA_BITS = 2_048
LIFE = datetime.timedelta(days=2)
SKEW = datetime.timedelta(hours=1)

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
class ClientCertificate:
    """A certificate of a relying party, signed by itself, with its key; both as PEM."""

    certificate: x509.Certificate
    private_key: rsa.RSAPrivateKey

    @property
    def for_suite(self) -> dict[str, str]:
        """The member `mtls` of the suite's configuration."""
        key = self.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return {"cert": self.certificate.public_bytes(Encoding.PEM).decode(), "key": key.decode()}

    @property
    def subject(self) -> str:
        """The subject as registrations name it (RFC 8705, section 2.1.2; RFC 4514)."""
        return self.certificate.subject.rfc4514_string()


def make_certificate(name: str) -> ClientCertificate:
    """Make a certificate for mutual TLS."""
    private_key = rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private_key, hashes.SHA256())
    )
    return ClientCertificate(certificate, private_key)

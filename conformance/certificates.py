"""Certificates for one run: the provider's own, and those of the suite's relying parties."""

import datetime
import ipaddress
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

RSA_BITS = 2_048
LIFE = datetime.timedelta(days=2)
SKEW = datetime.timedelta(hours=1)
LOOPBACK = ipaddress.ip_address("127.0.0.1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that is signed by itself, with its key."""

    certificate: x509.Certificate
    private_key: rsa.RSAPrivateKey

    @property
    def pem(self) -> str:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        """The private key."""
        return self.private_key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode()

    @property
    def for_suite(self) -> dict[str, str]:
        """The member `mtls` of the suite's configuration."""
        return {"cert": self.pem, "key": self.key_pem}

    @property
    def subject(self) -> str:
        """The subject as registrations name it (RFC 8705, section 2.1.2; RFC 4514)."""
        return self.certificate.subject.rfc4514_string()


def make_certificate(name: str) -> Certificate:
    """Make a certificate for a host or a client of that name."""
    private_key = rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(LOOPBACK)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(names, critical=False)
        .sign(private_key, hashes.SHA256())
    )
    return Certificate(certificate, private_key)

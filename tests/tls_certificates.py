"""Certificates for TLS: of a server, of clients with an authority behind them, and self-signed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from thiqa.base import system_clock

YEAR = timedelta(days=365)
SERVER_AUTH = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Write both as PEM; return the paths of the certificate and of the key."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_text(self.pem)
        key.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, key


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def make_authority(common_name: str = "Authority of services", now: int | None = None) -> Identity:
    key, name = ec.generate_private_key(ec.SECP256R1()), named(common_name)
    builder = _builder(name, name, key, now).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    builder = builder.add_extension(_may_issue(), critical=True)
    return Identity(builder.sign(key, hashes.SHA256()), key)


def issue(
    issuer: Identity,
    subject: x509.Name,
    *,
    dns: tuple[str, ...] = (),
    purpose: ObjectIdentifier | None = CLIENT_AUTH,
    now: int | None = None,
) -> Identity:
    """Issue a certificate to whoever holds a new key."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Identity(
        _holder(_builder(subject, issuer.certificate.subject, key, now), dns, purpose).sign(
            issuer.key, hashes.SHA256()
        ),
        key,
    )


def self_signed(
    common_name: str = "self-signed service",
    *,
    dns: tuple[str, ...] = (),
    purpose: ObjectIdentifier | None = CLIENT_AUTH,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> Identity:
    """Make a certificate that vouches for itself."""
    key, name = key or ec.generate_private_key(ec.SECP256R1()), named(common_name)
    builder = _holder(_builder(name, name, key, None), dns, purpose)
    return Identity(builder.sign(key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: int | None
) -> x509.CertificateBuilder:
    at = datetime.fromtimestamp(system_clock() if now is None else now, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - YEAR)
        .not_valid_after(at + YEAR)
    )


def _holder(
    builder: x509.CertificateBuilder, dns: tuple[str, ...], purpose: ObjectIdentifier | None
) -> x509.CertificateBuilder:
    if dns:
        names = [x509.DNSName(each) for each in dns]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    return builder


def _may_issue() -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(key_cert_sign=True, **dict.fromkeys(names.split(), False))

"""The authority of one run, and the certificates of the provider and of the suite's clients."""

import datetime
import ipaddress
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

RSA_BITS = 2_048
LIFE = datetime.timedelta(days=2)
SKEW = datetime.timedelta(hours=1)
LOOPBACK = ipaddress.ip_address("127.0.0.1")
AUTHORITY_NAME = "Conformance authority"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key."""

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


@dataclass(frozen=True, slots=True)
class Authority:
    """Who vouches for everybody in a run, but for the suite."""

    own: Certificate

    def certify_server(self, host: str) -> Certificate:
        """Issue the certificate of a server on the loopback."""
        names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(LOOPBACK)])
        return self._issue(host, ExtendedKeyUsageOID.SERVER_AUTH, names)

    def certify_client(self, name: str) -> Certificate:
        """Issue the certificate of a client."""
        names = x509.SubjectAlternativeName([x509.DNSName(f"{name}.example")])
        return self._issue(name, ExtendedKeyUsageOID.CLIENT_AUTH, names)

    def _issue(
        self, name: str, use: ObjectIdentifier, names: x509.SubjectAlternativeName
    ) -> Certificate:
        private_key = _new_key()
        issuer = self.own.private_key
        builder = (
            _builder(name, AUTHORITY_NAME, private_key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
            .add_extension(names, critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()),
                critical=False,
            )
        )
        return Certificate(builder.sign(issuer, hashes.SHA256()), private_key)


def make_authority() -> Authority:
    """Make an authority with a new key."""
    private_key = _new_key()
    builder = (
        _builder(AUTHORITY_NAME, AUTHORITY_NAME, private_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(private_key.public_key()), critical=False
        )
    )
    return Authority(Certificate(builder.sign(private_key, hashes.SHA256()), private_key))


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS)


def _builder(subject: str, issuer: str, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(subject))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFE)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _key_usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

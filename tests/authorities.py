"""Certificates made to order for tests, good ones and broken ones."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from thiqa.pki.specimen import Credential

NOW = 1_800_000_000
DAY = 86_400

CLIENT_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH
OCSP_SIGNING = ExtendedKeyUsageOID.OCSP_SIGNING

Critical = tuple[x509.ExtensionType, bool]


def name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def key_usage(*allowed: str) -> x509.KeyUsage:
    fields = (
        "digital_signature content_commitment key_encipherment data_encipherment "
        "key_agreement key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{field: field in allowed for field in fields.split()})


def purposes(*oids: ObjectIdentifier) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(oids)


def policies(*oids: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies(
        [x509.PolicyInformation(ObjectIdentifier(oid), None) for oid in oids]
    )


def ca_extensions(path_length: int | None = None) -> list[Critical]:
    return [
        (x509.BasicConstraints(ca=True, path_length=path_length), True),
        (key_usage("key_cert_sign", "crl_sign"), True),
    ]


def holder_extensions() -> list[Critical]:
    return [
        (key_usage("digital_signature"), True),
        (purposes(CLIENT_AUTH), True),
        (policies("0.4.0.2042.1.2"), False),
    ]


def certify(
    subject: x509.Name,
    extensions: Sequence[Critical],
    *,
    issuer: Credential | None = None,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
    not_before: int = NOW - DAY,
    not_after: int = NOW + DAY,
    hash_algorithm: hashes.HashAlgorithm | None = None,
) -> Credential:
    """Make a key and a certificate for it, signed by `issuer` or by itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(not_before, UTC))
        .not_valid_after(datetime.fromtimestamp(not_after, UTC))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    signer = issuer.private_key if issuer else key
    return Credential(builder.sign(signer, hash_algorithm or hashes.SHA256()), key)


def authority(
    common_name: str, *, issuer: Credential | None = None, path_length: int | None = None
) -> Credential:
    return certify(name(common_name), ca_extensions(path_length), issuer=issuer)


def holder(issuer: Credential) -> Credential:
    return certify(name("Holder"), holder_extensions(), issuer=issuer)

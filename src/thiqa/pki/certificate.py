"""Certificates read strictly, and the signatures on them checked with a short allow-list."""

from collections.abc import Set
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ObjectIdentifier

from thiqa.pki.errors import CertificateMalformedError, CertificateNotTrustedError

MAX_CERTIFICATE_BYTES: Final = 8_192

MIN_RSA_BITS: Final = 2048
"""NIST SP 800-131A, section 3."""
MAX_RSA_BITS: Final = 8192
"""Larger ones only cost us time."""

CURVES: Final = frozenset(
    {"secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"}
)

Extension = TypeVar("Extension", bound=x509.ExtensionType)

HASHES: Final = frozenset({"sha256", "sha384", "sha512"})

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

UNREADABLE: Final = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises for bytes, names, extensions and keys that it cannot read."""


def read_certificate(der: bytes) -> x509.Certificate:
    """Read an X.509 version 3 certificate with its extensions; refuse all but strict DER."""
    if len(der) > MAX_CERTIFICATE_BYTES:
        raise CertificateMalformedError("the certificate is too large")
    try:
        certificate = x509.load_der_x509_certificate(der)
        whole_bytes = der.endswith(b"\0" + certificate.signature)
        # The library reads these when they are first asked for: now, so that it cannot fail later.
        certificate.subject, certificate.issuer, certificate.extensions  # noqa: B018
        certificate.not_valid_before_utc, certificate.not_valid_after_utc  # noqa: B018
        version = certificate.version
    except UNREADABLE as error:
        raise CertificateMalformedError(f"not a certificate: {type(error).__name__}") from error
    if not whole_bytes:
        raise CertificateMalformedError("the certificate's signature is not whole bytes")
    if version is not x509.Version.v3:
        raise CertificateMalformedError("not an X.509 certificate of version 3")
    return certificate


def read_public_key(certificate: x509.Certificate) -> PublicKey:
    """Return the certificate's key if it is of a kind and size that we rely on."""
    try:
        key = certificate.public_key()
    except UNREADABLE as error:
        raise CertificateMalformedError("the certificate's key cannot be read") from error
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return key
    if isinstance(key, rsa.RSAPublicKey) and MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
        return key
    raise CertificateNotTrustedError("the certificate's key is of a kind that is not accepted")


def extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    """Return an extension of a certificate, or None if it has none of that kind."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def require_known_critical_extensions(
    certificate: x509.Certificate, known: Set[ObjectIdentifier]
) -> None:
    """Refuse a critical extension that nobody here looks at (RFC 5280, section 4.2)."""
    for item in certificate.extensions:
        if item.critical and item.oid not in known:
            raise CertificateNotTrustedError(f"unknown critical extension {item.oid.dotted_string}")


def require_signed_by(
    certificate: x509.Certificate, issuer: x509.Certificate, issuer_key: PublicKey
) -> None:
    """Check that one certificate was issued by another: name, key identifier and signature."""
    if certificate.issuer.public_bytes() != issuer.subject.public_bytes():
        raise CertificateNotTrustedError("issued under another name")
    named = extension(certificate, x509.AuthorityKeyIdentifier)
    held = extension(issuer, x509.SubjectKeyIdentifier)
    if named and held and named.key_identifier and named.key_identifier != held.digest:
        raise CertificateNotTrustedError("issued by another key of the same name")
    try:
        _verify_signature(certificate, issuer_key)
    except (InvalidSignature, *UNREADABLE) as error:
        raise CertificateNotTrustedError("not signed by the authority that it names") from error


def _verify_signature(certificate: x509.Certificate, key: PublicKey) -> None:
    scheme = certificate.signature_algorithm_parameters
    algorithm = certificate.signature_hash_algorithm
    if algorithm is None or algorithm.name not in HASHES:
        raise InvalidSignature("a hash that is not accepted")
    signature, signed = certificate.signature, certificate.tbs_certificate_bytes
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(scheme, ec.ECDSA):
        key.verify(signature, signed, scheme)
    elif isinstance(key, rsa.RSAPublicKey) and isinstance(scheme, padding.PKCS1v15 | padding.PSS):
        key.verify(signature, signed, scheme, algorithm)
    else:
        raise InvalidSignature("an algorithm of another kind of key")

"""Certificates for signatures that come along with a login (Web eID for mobile, step 21)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from cryptography import x509

from thiqa.login.errors import SigningCertificateError
from thiqa.login.token import SigningEntry
from thiqa.pki import (
    CertificateError,
    TrustAnchors,
    TrustedCertificate,
    read_certificate,
    verify_chain,
)
from thiqa.pki.certificate import extension

ALLOWED: Final = {
    "cryptoAlgorithm": frozenset({"ECC", "RSA"}),
    "hashFunction": frozenset(
        f"{family}-{bits}" for family in ("SHA", "SHA3") for bits in (224, 256, 384, 512)
    ),
    "paddingScheme": frozenset({"NONE", "PKCS1.5", "PSS"}),
}
"""What a card may say that it can do (Web eID architecture, supportedSignatureAlgorithms)."""


def require_fitting_signing_certificates(
    entries: Iterable[SigningEntry], login: TrustedCertificate, anchors: TrustAnchors, now: int
) -> None:
    """Require that each belongs to the holder, the issuer and the kind that it should."""
    for entry in entries:
        _require_known_algorithms(entry)
        try:
            certificate = read_certificate(entry.certificate)
            _require_same_holder(certificate, login.certificate)
            _require_signing_purpose(certificate)
            verify_chain(certificate, anchors, now)
        except CertificateError as error:
            raise SigningCertificateError(str(error)) from error


def _require_known_algorithms(entry: SigningEntry) -> None:
    for algorithm in entry.algorithms:
        for member, values in ALLOWED.items():
            value = algorithm.get(member)
            if not isinstance(value, str) or value not in values:
                raise SigningCertificateError(f"unknown {member}")


def _require_same_holder(signing: x509.Certificate, login: x509.Certificate) -> None:
    if _attributes(signing.subject) != _attributes(login.subject):
        raise SigningCertificateError("of another holder")
    if signing.issuer != login.issuer:
        raise SigningCertificateError("of another issuer")


def _attributes(name: x509.Name) -> Counter[x509.NameAttribute[Any]]:
    """Return what a name says, without the order, which differs between real certificates."""
    return Counter(name)


def _require_signing_purpose(certificate: x509.Certificate) -> None:
    usage = extension(certificate, x509.KeyUsage)
    if usage is None or not usage.content_commitment:
        raise SigningCertificateError("not for signatures that commit its holder")

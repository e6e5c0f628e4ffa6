"""From a card's certificate to an authority that is trusted (RFC 5280, section 6, cut short).

Cut short means stricter: names are compared byte by byte, there are no name constraints, no
policy mappings and no searches outside of what was configured.
"""

from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from thiqa.pki.anchors import Path, TrustAnchors, name_der, period
from thiqa.pki.certificate import (
    PublicKey,
    extension,
    read_public_key,
    require_known_critical_extensions,
    require_signed_by,
)
from thiqa.pki.errors import (
    CertificateExpiredError,
    CertificateNotTrustedError,
    CertificateNotYetValidError,
)

KNOWN_IN_HOLDERS: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
    }
)
"""Critical extensions that are looked at: the first here, the others by who uses the result."""


@dataclass(frozen=True, slots=True)
class TrustedCertificate:
    """A certificate that an authority of ours stands behind; made by `verify_chain` only."""

    certificate: x509.Certificate
    public_key: PublicKey
    issuer: x509.Certificate


def verify_chain(
    certificate: x509.Certificate, anchors: TrustAnchors, now: int
) -> TrustedCertificate:
    """Verify that a certificate is good at a time in seconds since the epoch.

    1. Its own time has come and is not over.
    2. It has no critical extension that nobody looks at.
    3. It is not an authority's.
    4. Its key is of a kind and size that we rely on.
    5. An authority that we know has signed it, and all above that one are in their time.

    Raises a CertificateError that names what is wrong.
    """
    require_period(certificate, now)  # 1
    require_known_critical_extensions(certificate, KNOWN_IN_HOLDERS)  # 2
    _require_holder(certificate)  # 3
    key = read_public_key(certificate)  # 4
    return TrustedCertificate(certificate, key, _find_path(certificate, anchors, now).issuer)  # 5


def require_period(certificate: x509.Certificate, now: int) -> None:
    """Refuse a certificate before and after its time (RFC 5280, section 4.1.2.5)."""
    not_before, not_after = period(certificate)
    if now < not_before:
        raise CertificateNotYetValidError("the certificate is not valid yet")
    if now > not_after:
        raise CertificateExpiredError("the certificate has expired")


def _require_holder(certificate: x509.Certificate) -> None:
    basic = extension(certificate, x509.BasicConstraints)
    if basic is not None and basic.ca:
        raise CertificateNotTrustedError("the certificate of an authority, not of a holder")


def _find_path(certificate: x509.Certificate, anchors: TrustAnchors, now: int) -> Path:
    refusal = CertificateNotTrustedError("issued by an authority that is not known")
    for path in anchors.paths.get(name_der(certificate.issuer), ()):
        if not path.not_before <= now <= path.not_after:
            refusal = CertificateNotTrustedError("issued by an authority out of its time")
            continue
        try:
            require_signed_by(certificate, path.issuer, path.issuer_key)
        except CertificateNotTrustedError as error:
            refusal = error
            continue
        return path
    raise refusal

"""Card-verifiable certificates, by which a card knows who may read what (TR-03110-3, C and D)."""

from thiqa.card.channel.cv_certificates.authorization import (
    READ_FINGERPRINTS,
    READ_IRISES,
    Authorization,
    Role,
    TerminalType,
)
from thiqa.card.channel.cv_certificates.certificate import CvCertificate
from thiqa.card.channel.cv_certificates.issuing import CvSigningKey, issue
from thiqa.card.channel.cv_certificates.references import (
    KeyReference,
    read_ef_cvca,
    write_ef_cvca,
)
from thiqa.card.channel.cv_certificates.trust import (
    TrustedKey,
    TrustState,
    trust_anchor,
    verify_certificate,
)

__all__ = [
    "READ_FINGERPRINTS",
    "READ_IRISES",
    "Authorization",
    "CvCertificate",
    "CvSigningKey",
    "KeyReference",
    "Role",
    "TerminalType",
    "TrustState",
    "TrustedKey",
    "issue",
    "read_ef_cvca",
    "trust_anchor",
    "verify_certificate",
    "write_ef_cvca",
]

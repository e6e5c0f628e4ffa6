"""Certificates: the specimen PKI, trust in chains, revocation."""

from thiqa.pki.anchors import TrustAnchors, load_authority
from thiqa.pki.certificate import read_certificate
from thiqa.pki.chain import TrustedCertificate, require_period, verify_chain
from thiqa.pki.errors import (
    CertificateError,
    CertificateExpiredError,
    CertificateMalformedError,
    CertificateNotTrustedError,
    CertificateNotYetValidError,
    CertificateRevokedError,
    CertificateUnknownError,
    OcspError,
    OcspMalformedError,
    OcspMismatchError,
    OcspNonceError,
    OcspOutdatedError,
    OcspRefusedError,
    OcspUnauthorizedError,
    PkiError,
    SpecimenError,
    TrustAnchorError,
)
from thiqa.pki.models import Good, Revoked, Status, Unknown
from thiqa.pki.ocsp_request import OcspQuestion, ask, responder_url
from thiqa.pki.ocsp_responder import OcspResponder
from thiqa.pki.ocsp_response import ConfirmedGood, OcspRules, check_response

__all__ = [
    "CertificateError",
    "CertificateExpiredError",
    "CertificateMalformedError",
    "CertificateNotTrustedError",
    "CertificateNotYetValidError",
    "CertificateRevokedError",
    "CertificateUnknownError",
    "ConfirmedGood",
    "Good",
    "OcspError",
    "OcspMalformedError",
    "OcspMismatchError",
    "OcspNonceError",
    "OcspOutdatedError",
    "OcspQuestion",
    "OcspRefusedError",
    "OcspResponder",
    "OcspRules",
    "OcspUnauthorizedError",
    "PkiError",
    "Revoked",
    "SpecimenError",
    "Status",
    "TrustAnchorError",
    "TrustAnchors",
    "TrustedCertificate",
    "Unknown",
    "ask",
    "check_response",
    "load_authority",
    "read_certificate",
    "require_period",
    "responder_url",
    "verify_chain",
]

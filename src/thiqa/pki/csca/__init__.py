"""The authorities behind travel documents (CSCA): whom to trust, and what they have revoked."""

from thiqa.pki.csca.certificate import ChipCertificate, read_chip_certificate, require_issued
from thiqa.pki.csca.errors import (
    AuthorityNotAllowedError,
    AuthorityOutOfTimeError,
    AuthorityUnknownError,
    ChipCertificateError,
    CountryDiffersError,
    CscaError,
    ListOutdatedError,
    ListSignerError,
    PathError,
    RevocationError,
    RevocationOutdatedError,
    RevocationUnknownError,
    RevokedError,
    SignatureForgedError,
    SignedListError,
    SignerRevokedError,
    TrustStoreError,
)
from thiqa.pki.csca.extensions import Extensions
from thiqa.pki.csca.laxity import Laxity

__all__ = [
    "AuthorityNotAllowedError",
    "AuthorityOutOfTimeError",
    "AuthorityUnknownError",
    "ChipCertificate",
    "ChipCertificateError",
    "CountryDiffersError",
    "CscaError",
    "Extensions",
    "Laxity",
    "ListOutdatedError",
    "ListSignerError",
    "PathError",
    "RevocationError",
    "RevocationOutdatedError",
    "RevocationUnknownError",
    "RevokedError",
    "SignatureForgedError",
    "SignedListError",
    "SignerRevokedError",
    "TrustStoreError",
    "read_chip_certificate",
    "require_issued",
]

"""The authorities behind travel documents (CSCA): whom to trust, and what they have revoked."""

from thiqa.pki.csca.certificate import ChipCertificate, read_chip_certificate, require_issued
from thiqa.pki.csca.deviation_list import Deviation, DeviationList, read_deviation_list
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
from thiqa.pki.csca.links import Issuers, find_issuers, follow_links
from thiqa.pki.csca.master_list import MasterList, read_master_list, write_master_list
from thiqa.pki.csca.revocation import (
    NotRevoked,
    RevocationList,
    read_revocation_list,
    require_not_revoked,
)
from thiqa.pki.csca.store import Opened, TrustStore
from thiqa.pki.csca.trust import CscaPath, CscaTrust, gather

__all__ = [
    "AuthorityNotAllowedError",
    "AuthorityOutOfTimeError",
    "AuthorityUnknownError",
    "ChipCertificate",
    "ChipCertificateError",
    "CountryDiffersError",
    "CscaError",
    "CscaPath",
    "CscaTrust",
    "Deviation",
    "DeviationList",
    "Extensions",
    "Issuers",
    "Laxity",
    "ListOutdatedError",
    "ListSignerError",
    "MasterList",
    "NotRevoked",
    "Opened",
    "PathError",
    "RevocationError",
    "RevocationList",
    "RevocationOutdatedError",
    "RevocationUnknownError",
    "RevokedError",
    "SignatureForgedError",
    "SignedListError",
    "SignerRevokedError",
    "TrustStore",
    "TrustStoreError",
    "find_issuers",
    "follow_links",
    "gather",
    "read_chip_certificate",
    "read_deviation_list",
    "read_master_list",
    "read_revocation_list",
    "require_issued",
    "require_not_revoked",
    "write_master_list",
]

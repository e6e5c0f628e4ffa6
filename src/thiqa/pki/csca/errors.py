"""What can be wrong with the authorities behind travel documents, and with what is said of them.

PkiError
└── CscaError
    ├── ChipCertificateError        not a certificate that can be read
    ├── SignedListError             a master or deviation list that is not one, or not its signer's
    │   ├── ListSignerError             nobody whom we trust stands behind its signer
    │   └── ListOutdatedError           older than one that was there already
    ├── RevocationError             a list of revoked certificates that is not one, or another's
    ├── TrustStoreError             the folder is missing, damaged or cannot be written
    ├── PathError                   no way from a document signer to an authority that is trusted
    │   ├── AuthorityUnknownError       nobody of that name is trusted
    │   ├── SignatureForgedError        somebody of that name is, and has not signed it
    │   ├── AuthorityNotAllowedError    the one who signed is no authority, or may not sign
    │   ├── AuthorityOutOfTimeError     the one who signed was not in its time
    │   └── CountryDiffersError         an authority of another country
    └── RevokedError                revoked, or not known not to be
        ├── SignerRevokedError          the country has revoked it
        ├── RevocationUnknownError      there is no list of that country's authority
        └── RevocationOutdatedError     the list is beyond the time that it gives itself
"""

from thiqa.pki.errors import PkiError


class CscaError(PkiError):
    """An authority behind travel documents, or what is said of one, that cannot be relied on."""


class ChipCertificateError(CscaError):
    """Bytes that are not a certificate of the tree behind travel documents."""


class SignedListError(CscaError):
    """Bytes that are not a master or deviation list, or not as its signer signed it."""


class ListSignerError(SignedListError):
    """Nobody who is trusted stands behind the signer of a list, or it may not sign lists."""


class ListOutdatedError(SignedListError):
    """A list that is older than what was there already, or that says it is of the future."""


class RevocationError(CscaError):
    """Bytes that are not a list of revoked certificates, or not its authority's."""


class TrustStoreError(CscaError):
    """The folder of trusted authorities is missing, damaged or cannot be written."""


class PathError(CscaError):
    """There is no way from a certificate to an authority that is trusted."""


class AuthorityUnknownError(PathError):
    """Nobody of the name of the issuer is trusted, or with another key than the issuer's."""


class SignatureForgedError(PathError):
    """The authority that is named as the issuer is trusted, and has not signed this."""


class AuthorityNotAllowedError(PathError):
    """The one who signed is not an authority, or its key is not for certificates."""


class AuthorityOutOfTimeError(PathError):
    """The one who signed was not in its time."""


class CountryDiffersError(PathError):
    """The one who signed is the authority of another country."""


class RevokedError(CscaError):
    """A certificate that is revoked, or of which nobody can say that it is not."""


class SignerRevokedError(RevokedError):
    """The authority has revoked the certificate; `at` says since when."""

    def __init__(self, at: int) -> None:
        super().__init__("the authority has revoked the certificate")
        self.at = at


class RevocationUnknownError(RevokedError):
    """There is no list of revoked certificates of this authority."""


class RevocationOutdatedError(RevokedError):
    """The list of revoked certificates is beyond the time that it gives itself."""

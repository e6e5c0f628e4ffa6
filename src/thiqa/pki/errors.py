"""What can be wrong with certificates and with answers about them.

ThiqaError
└── PkiError
    ├── SpecimenError                   the specimen PKI cannot be made, opened or used as asked
    ├── TrustAnchorError                an authority that was configured cannot be one
    ├── NameMalformedError              a text that is not a distinguished name
    ├── CertificateError                a certificate that is not accepted
    │   ├── CertificateMalformedError       not strict DER of an X.509 certificate
    │   ├── CertificateNotYetValidError
    │   ├── CertificateExpiredError
    │   ├── CertificateNotTrustedError      no path to an authority that we trust
    │   ├── CertificateRevokedError
    │   └── CertificateUnknownError         its authority never issued it
    ├── OcspError                       an answer about a certificate that says nothing
    │   ├── OcspMalformedError              not strict DER, too large, or unexpected content
    │   ├── OcspRefusedError                the responder did not answer the question
    │   ├── OcspMismatchError               an answer to another question
    │   ├── OcspUnauthorizedError           signed by nobody who may say it
    │   ├── OcspOutdatedError               too old, or from the future
    │   └── OcspNonceError                  perhaps an answer that was recorded earlier
    ├── RevocationListError             a list of revoked certificates that says nothing
    ├── EvidenceMissingError            nothing says that a certificate was good when it was used
    ├── SignedMessageError              not one signed message (CMS) of a sensible size
    │   └── SignedMessageForgedError        its signature does not hold
    ├── SignedObjectError               a signed object of a travel document that does not hold
    └── TimeStampError                  not a time stamp, or not of what it should be about
"""

from thiqa.base import ThiqaError


class PkiError(ThiqaError):
    """A certificate, or what is said about one, that cannot be relied on."""


class SpecimenError(PkiError):
    """The specimen PKI cannot be made, opened or used as asked."""


class TrustAnchorError(PkiError):
    """An authority that was configured cannot be one."""


class NameMalformedError(PkiError):
    """A text that is not a distinguished name (RFC 4514)."""


class CertificateError(PkiError):
    """A certificate that is not accepted."""


class CertificateMalformedError(CertificateError):
    """Bytes that are not the strict DER of an X.509 certificate."""


class CertificateNotYetValidError(CertificateError):
    """The certificate's time has not come."""


class CertificateExpiredError(CertificateError):
    """The certificate's time is over."""


class CertificateNotTrustedError(CertificateError):
    """There is no path from the certificate to an authority that is trusted."""


class CertificateRevokedError(CertificateError):
    """The authority has revoked the certificate."""


class CertificateUnknownError(CertificateError):
    """The authority does not know the certificate."""


class OcspError(PkiError):
    """An answer about a certificate that says nothing."""


class OcspMalformedError(OcspError):
    """Bytes that are not one strict OCSP message of a sensible size."""


class OcspRefusedError(OcspError):
    """The responder did not answer the question."""


class OcspMismatchError(OcspError):
    """The answer is about another certificate."""


class OcspUnauthorizedError(OcspError):
    """The answer is not signed by one who may say it."""


class OcspOutdatedError(OcspError):
    """The answer is too old, or comes from the future."""


class OcspNonceError(OcspError):
    """The answer does not carry the nonce of the question."""


class RevocationListError(PkiError):
    """A list of revoked certificates that cannot be read, or is signed by somebody else."""


class EvidenceMissingError(PkiError):
    """Nothing says that a certificate was good at the time at which it was used."""


class SignedMessageError(PkiError):
    """Bytes that are not one signed message of a sensible size."""


class SignedMessageForgedError(SignedMessageError):
    """The signature of a message does not hold."""


class TimeStampError(PkiError):
    """Bytes that are not a time stamp, or one that is about something else."""

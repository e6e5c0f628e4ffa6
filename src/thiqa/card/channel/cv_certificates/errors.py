"""What can be wrong with a card-verifiable certificate.

CardError
└── CvCertificateError
    ├── CvMalformedError        not strict TLV of a certificate, or not one of its profile
    ├── CvReferenceError        a reference that names no key, another key, or two keys
    ├── CvSignatureError        not signed with the key that it names
    ├── CvRoleError             issued by somebody who may not issue this
    ├── CvTerminalTypeError     for another kind of terminal than its issuer, or the card
    ├── CvKeyError              a public key that does not go with its issuer's
    └── CvExpiredError          its time is over, by the date that the card knows
"""

from typing import ClassVar

from thiqa.card.errors import CardError


class CvCertificateError(CardError):
    """A card-verifiable certificate that is not accepted."""

    code: ClassVar[str] = "cv-refused"


class CvMalformedError(CvCertificateError):
    """Bytes that are not the strict TLV of a certificate, or not one of its profile."""

    code = "cv-malformed"


class CvReferenceError(CvCertificateError):
    """A reference that names no key, another key than the one that is used, or two keys."""

    code = "cv-reference"


class CvSignatureError(CvCertificateError):
    """A signature that is not of the key that should have made it."""

    code = "cv-signature"


class CvRoleError(CvCertificateError):
    """Issued by somebody who may not issue certificates of this role."""

    code = "cv-role"


class CvTerminalTypeError(CvCertificateError):
    """For another kind of terminal than its issuer, or than the card expects."""

    code = "cv-terminal-type"


class CvKeyError(CvCertificateError):
    """A public key whose algorithm or domain parameters do not go with its issuer's."""

    code = "cv-key"


class CvExpiredError(CvCertificateError):
    """The certificate's time is over, by the date that the card knows."""

    code = "cv-expired"

"""What can be wrong with a seal, its key, and what stands behind both.

DocumentError
└── SealingError
    ├── SealKeyError                    a key that cannot be opened, or does not sign
    ├── SealServiceError                a time stamp, or evidence, that cannot be had now
    └── DocumentRefusedError            a document that is not what it claims to be
        ├── DocumentMalformedError          too large, or not a PDF as sealed ones are
        ├── NotSealedError                  nobody has sealed it
        ├── SealForgedError                 a seal that no key has made
        ├── DocumentChangedError            other bytes than those that were sealed
        ├── DocumentUpdatedError            something was added after the seal
        ├── SeveralSealsError               sealed by more than one
        ├── SealNotTrustedError             by an authority that is not known, or not for seals
        ├── SealOutOfTimeError              sealed before or after the seal's time
        ├── SealRevokedError                sealed with a seal that had been revoked
        ├── SealUnprovenError               nothing says that the seal was good then
        ├── TimeStampMissingError           nobody says when it was sealed
        ├── TimeStampRefusedError           a time stamp that does not hold, or of another thing
        ├── TimeStampExpiredError           it was not renewed in time
        └── SheetRefusedError               what machines read is missing, or says something else
"""

from thiqa.documents.errors import DocumentError


class SealingError(DocumentError):
    """A document cannot be sealed, or is not sealed as it should be."""


class SealKeyError(SealingError):
    """A key that cannot be opened, is of the wrong kind, or does not sign."""


class SealServiceError(SealingError):
    """A time stamp, or an answer about a certificate, that cannot be had now."""


class DocumentRefusedError(SealingError):
    """A document that is not what it claims to be."""


class DocumentMalformedError(DocumentRefusedError):
    """Too large, or not a PDF as sealed ones are."""


class NotSealedError(DocumentRefusedError):
    """Nobody has sealed the document."""


class SealForgedError(DocumentRefusedError):
    """A seal that the key of its certificate has not made."""


class DocumentChangedError(DocumentRefusedError):
    """The document has other bytes than those that were sealed."""


class DocumentUpdatedError(DocumentRefusedError):
    """Something was added after the seal that is neither evidence nor a time stamp."""


class SeveralSealsError(DocumentRefusedError):
    """The document is sealed more than once."""


class SealNotTrustedError(DocumentRefusedError):
    """Sealed by an authority that is not known, or with a certificate that is not for seals."""


class SealOutOfTimeError(DocumentRefusedError):
    """Sealed before the certificate's time had come, or after it was over."""


class SealRevokedError(DocumentRefusedError):
    """Sealed with a certificate that had been revoked."""


class SealUnprovenError(DocumentRefusedError):
    """Nothing in the document says that the seal, or a time stamp, was good when it was made."""


class TimeStampMissingError(DocumentRefusedError):
    """Nobody says when the document was sealed."""


class TimeStampRefusedError(DocumentRefusedError):
    """A time stamp that does not hold, is of another thing, or of an unknown authority."""


class TimeStampExpiredError(DocumentRefusedError):
    """The last time stamp was not renewed before the time of its certificate was over."""


class SheetRefusedError(DocumentRefusedError):
    """What machines read in the document is missing, or not what it should be."""

"""What can go wrong with a document.

DocumentError
├── TypesettingError            the template and its data do not make a document
├── CodeTooLargeError           more than one QR code holds
├── SheetError                  a sheet is not what a sheet must be; says where
└── CodeError                   a code cannot be made, or proves nothing
    ├── CodeMalformedError      not our form of COSE_Sign1, or not the one spelling of it
    ├── CodeSealUnknownError    signed with a seal that the reader does not trust
    ├── CodeSealRevokedError    signed with a seal that was revoked since
    ├── CodeSignatureError      the signature is not that of the seal that is named
    ├── CodeIssuerError         names another body than the one that the seal belongs to
    └── CodePeriodError         issued when its seal was not valid, or in the future
"""

from thiqa.base import ThiqaError


class DocumentError(ThiqaError):
    """A document cannot be made."""


class TypesettingError(DocumentError):
    """The template and its data do not make a document that meets its standards."""


class CodeTooLargeError(DocumentError):
    """More than one QR code holds."""


class SheetError(DocumentError):
    """A sheet is not what a sheet must be."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where or 'the sheet'}: {reason}")
        self.where = where
        """A path in its JSON, such as `rows[2].label.fr`; empty: the whole."""
        self.reason = reason


class CodeError(DocumentError):
    """A code cannot be made, or proves nothing."""


class CodeMalformedError(CodeError):
    """A code is not our form of COSE_Sign1, or not the one spelling of it."""


class CodeSealUnknownError(CodeError):
    """A code is signed with a seal that the reader does not trust."""


class CodeSealRevokedError(CodeError):
    """A code is signed with a seal that was revoked since."""


class CodeSignatureError(CodeError):
    """The signature of a code is not that of the seal that it names."""


class CodeIssuerError(CodeError):
    """A code names another body than the one that its seal belongs to."""


class CodePeriodError(CodeError):
    """A code was issued when its seal was not valid, or in the future."""

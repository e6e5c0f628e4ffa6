"""What can go wrong with a document.

DocumentError
├── TypesettingError     the template and its data do not make a document
└── CodeTooLargeError    more than one QR code holds
"""

from thiqa.base import ThiqaError


class DocumentError(ThiqaError):
    """A document cannot be made."""


class TypesettingError(DocumentError):
    """The template and its data do not make a document that meets its standards."""


class CodeTooLargeError(DocumentError):
    """More than one QR code holds."""

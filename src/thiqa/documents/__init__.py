"""Documents on paper: typeset as PDF/A and PDF/UA in each language, and codes for phones."""

from thiqa.documents.errors import CodeTooLargeError, DocumentError, TypesettingError
from thiqa.documents.qr_code import QrCode, make_qr_code
from thiqa.documents.typesetting import Attachment, typeset

__all__ = [
    "Attachment",
    "CodeTooLargeError",
    "DocumentError",
    "QrCode",
    "TypesettingError",
    "make_qr_code",
    "typeset",
]

"""Documents: sheets on paper as PDF/A and PDF/UA in each language, and codes for phones."""

from thiqa.documents.certificate import ATTACHED_NAME, make_certificate, print_sheet
from thiqa.documents.checked import sentence_as_printed
from thiqa.documents.code import CodeSigner, organization_of, read_code, sign_code, thumbprint_of
from thiqa.documents.code_claims import Code, Fact
from thiqa.documents.code_link import code_in, code_link
from thiqa.documents.code_verification import CodeTrust, VerifiedCode, trust_seals, verify_code
from thiqa.documents.errors import (
    CodeError,
    CodeIssuerError,
    CodeMalformedError,
    CodePeriodError,
    CodeSealRevokedError,
    CodeSealUnknownError,
    CodeSignatureError,
    CodeTooLargeError,
    DocumentError,
    SheetError,
    TypesettingError,
)
from thiqa.documents.qr_code import QrCode, make_qr_code
from thiqa.documents.sheet import Row, Sheet, SheetDraft, as_printed
from thiqa.documents.sheet_reading import read_draft, read_sheet
from thiqa.documents.typesetting import Attachment, typeset
from thiqa.documents.values import Amount, ByLanguage, ByScript, PartialDate, Plain, Value

__all__ = [
    "ATTACHED_NAME",
    "Amount",
    "Attachment",
    "ByLanguage",
    "ByScript",
    "Code",
    "CodeError",
    "CodeIssuerError",
    "CodeMalformedError",
    "CodePeriodError",
    "CodeSealRevokedError",
    "CodeSealUnknownError",
    "CodeSignatureError",
    "CodeSigner",
    "CodeTooLargeError",
    "CodeTrust",
    "DocumentError",
    "Fact",
    "PartialDate",
    "Plain",
    "QrCode",
    "Row",
    "Sheet",
    "SheetDraft",
    "SheetError",
    "TypesettingError",
    "Value",
    "VerifiedCode",
    "as_printed",
    "code_in",
    "code_link",
    "make_certificate",
    "make_qr_code",
    "organization_of",
    "print_sheet",
    "read_code",
    "read_draft",
    "read_sheet",
    "sentence_as_printed",
    "sign_code",
    "thumbprint_of",
    "trust_seals",
    "typeset",
    "verify_code",
]

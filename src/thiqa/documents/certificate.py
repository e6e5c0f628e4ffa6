"""A sheet on paper: one language, or Arabic and another one side by side, with its code."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any, Final

from thiqa.documents.checked import parts_of
from thiqa.documents.code import CodeSigner, sign_code
from thiqa.documents.code_link import code_link
from thiqa.documents.qr_code import MEDIUM, QrCode, make_qr_code
from thiqa.documents.sheet import Sheet
from thiqa.documents.typesetting import Attachment, typeset
from thiqa.documents.values import ByScript, Value
from thiqa.documents.words import say
from thiqa.web import Language
from thiqa.web.formats import format_day_of
from thiqa.web.messages import message

ATTACHED_NAME: Final = "sheet.json"

MAX_MEDIUM_VERSION: Final = 26
"""Of a code (121 modules a side): what bears stains is not to become too large."""

HOLDER = message("Full name")
NUMBER = message("Number")
ISSUED = message("Issued on")
VALID_UNTIL = message("Valid until")
LEGAL_BASIS = message("Legal basis")
SEALED = message(
    "Sealed electronically by the body that issued it. No signature by hand is needed."
)
CHECK = message(
    "To check this document, point the camera of a phone at the code. "
    "The page that opens shows who issued it, what it says, and whether it is still valid."
)
CODE_ALT = message("A QR code with what this document says, signed by the body that issued it")
DATA = message("What this document says, for machines")


def make_certificate(
    sheet: Sheet, signer: CodeSigner, *, verify_url: str, timezone: tzinfo
) -> tuple[bytes, bytes]:
    """Return the PDF of a sheet, not sealed yet, and the code that is on it.

    Raises CodeError: too much of it is essential. Takes a fifth of a second of a processor.
    """
    code = sign_code(sheet, signer)
    return print_sheet(sheet, code, verify_url=verify_url, timezone=timezone), code


def print_sheet(sheet: Sheet, code: bytes, *, verify_url: str, timezone: tzinfo) -> bytes:
    """Return the PDF of a sheet with its code; the JSON of the sheet lies in it."""
    first = sheet.languages[0]
    link, _, digits = code_link(verify_url, code).partition("#")
    picture = _picture(f"{link}#", digits)
    data = {
        "title": " — ".join(sheet.title[language] for language in sheet.languages),
        "author": sheet.issuer[first],
        "number": sheet.number,
        "page": verify_url,
        "code_modules": picture.modules,
        "code_alt": say(CODE_ALT, first),
        "columns": [_column(sheet, language, timezone) for language in _across(sheet)],
    }
    attached = Attachment(
        ATTACHED_NAME, "application/json", say(DATA, first), sheet.to_json().decode()
    )
    return typeset(
        "certificate",
        data,
        language=first,
        at=sheet.issued_at,
        pictures={"code": picture.svg},
        attachments=[attached],
    )


def _picture(link: str, digits: str) -> QrCode:
    """Return the code: one that bears stains and folds, if its modules are large enough."""
    low = make_qr_code(link, digits)
    if low.version > MAX_MEDIUM_VERSION:
        return low
    medium = make_qr_code(link, digits, level=MEDIUM)
    return medium if medium.version <= MAX_MEDIUM_VERSION else low


def _across(sheet: Sheet) -> tuple[Language, ...]:
    """Return the languages from left to right: Arabic is on the right."""
    return sheet.languages[::-1]


def _column(sheet: Sheet, language: Language, timezone: tzinfo) -> Mapping[str, Any]:
    dates = [(ISSUED, sheet.issued_at), (VALID_UNTIL, sheet.valid_until)]
    return {
        "language": language.value,
        "direction": language.direction,
        "notice": sheet.notice[language] if sheet.notice else "",
        "issuer": sheet.issuer[language],
        "title": sheet.title[language],
        "number_label": say(NUMBER, language),
        "rows": [*_rows(sheet, language)],
        "statements": [
            [{"text": text, "isolated": isolated} for text, isolated in parts_of(each[language])]
            for each in sheet.statements
        ],
        "dates": [
            {"label": say(label, language), "value": format_day_of(at, language, timezone)}
            for label, at in dates
            if at is not None
        ],
        "law_label": say(LEGAL_BASIS, language),
        "law": sheet.law[language],
        "sealed": say(SEALED, language),
        "check": say(CHECK, language),
    }


def _rows(sheet: Sheet, language: Language) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a column; a document in one language shows names in both scripts."""
    rows: list[tuple[str, Value]] = [(row.label[language], row.value) for row in sheet.rows]
    if sheet.full_name is not None:
        rows.insert(0, (say(HOLDER, language), sheet.full_name))
    for label, value in rows:
        texts = [value.shown(language)]
        if len(sheet.languages) == 1 and isinstance(value, ByScript):
            both = (value.latin, value.arabic)
            texts += [text for text in both if text is not None and text not in texts]
        yield {"label": label, "values": texts}

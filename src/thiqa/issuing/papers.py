"""What somebody brings to be checked: a sealed document, the code on one, an answer."""

from dataclasses import dataclass

from thiqa.documents import ATTACHED_NAME, Code, Sheet, SheetError, read_sheet
from thiqa.documents.answers import Answer
from thiqa.documents.sealing import Level, SealTrust, SheetRefusedError, check_seal

MAX_SEALING_SECONDS = 900
"""Between the date on a document and its time stamp: nobody dates a document back or ahead."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is as a body has sealed it; made by `check_paper` only."""

    issuer: str
    """The body, as its certificate says."""
    sheet: Sheet
    sealed_at: int
    renewed_at: tuple[int, ...]
    good_until: int
    level: Level


Checked = Paper | Code | Answer
"""What was brought, each once it was verified."""


def check_paper(pdf: bytes, trust: SealTrust, now: int) -> Paper:
    """Check a document.

    1. It is as a trusted seal has sealed it, at a time that an authority has stamped.
    2. What it says for machines is there, in its one spelling.
    3. It names the body that the seal belongs to.
    4. Its date is when it was sealed.

    Raises a DocumentRefusedError that names what is wrong.
    """
    sealed = check_seal(pdf, trust, now)  # 1
    sheet = _sheet_in(sealed.attachment(ATTACHED_NAME))  # 2
    if sealed.issuer not in sheet.issuer.values():  # 3
        raise SheetRefusedError("it names another body than its seal does")
    if abs(sealed.sealed_at - sheet.issued_at) > MAX_SEALING_SECONDS:  # 4
        raise SheetRefusedError("its date is not when it was sealed")
    return Paper(
        sealed.issuer,
        sheet,
        sealed.sealed_at,
        sealed.renewed_at,
        sealed.good_until,
        sealed.level,
    )


def _sheet_in(data: bytes | None) -> Sheet:
    if data is None:
        raise SheetRefusedError("what it says for machines is missing")
    try:
        return read_sheet(data)
    except SheetError as error:
        raise SheetRefusedError(str(error)) from error

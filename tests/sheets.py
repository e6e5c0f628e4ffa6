"""A document to typeset, and what an independent reader finds in one."""

from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2
import zxingcpp

from thiqa.documents import Attachment, make_qr_code, typeset
from thiqa.web import Language

AT = 1_764_000_000


def receipt_sheet(
    *,
    language: Language = Language.FR,
    facts: Mapping[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
    link: str = "https://thiqa.example/verify#",
    digits: str = "0123456789",
) -> bytes:
    """Typeset a receipt that says what is given."""
    rows = [{"label": label, "value": value} for label, value in (facts or {}).items()]
    data: dict[str, Any] = {
        "title": "Reçu",
        "author": "Thiqa",
        "lead": "Une phrase.",
        "facts": rows,
        "code_heading": "Vérifier",
        "code_alt": "Code QR",
        "steps": ["Un", "Deux"],
        "proof_heading": "Preuve",
        "proof": [{"label": "Journal", "value": "thiqa.example/log", "code": True}],
        "footer": "Thiqa",
    }
    return typeset(
        "receipt",
        data,
        language=language,
        at=AT,
        pictures={"code": make_qr_code(link, digits).svg},
        attachments=attachments,
    )


def history_sheet(language: Language) -> bytes:
    """Typeset a history of two entries."""
    entry = {
        "service": "Service سلمى",
        "when": "24/11/2025",
        "lines": ["Nom · الاسم"],
        "number": "1",
    }
    data: dict[str, Any] = {
        "title": "Historique",
        "author": "Thiqa",
        "lead": "Une phrase.",
        "facts": [{"label": "Du", "value": "2025-11-24"}],
        "note": "",
        "entries": [entry, entry],
        "nothing": "",
        "footer": "Thiqa",
    }
    return typeset("history", data, language=language, at=AT)


def text_of(pdf: bytes) -> str:
    """Return the text of a document, as a reader would copy it."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def attached_files(pdf: bytes) -> dict[str, bytes]:
    """Return the files that lie in a document."""
    document = pypdfium2.PdfDocument(pdf)
    files = [document.get_attachment(at) for at in range(document.count_attachments())]
    return {each.get_name(): bytes(each.get_data()) for each in files}


def code_on(pdf: bytes, *, scale: float = 2.0) -> str:
    """Return what a QR code on the first page says, seen at 72 dpi times `scale`."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=scale, grayscale=True)
    pixels = bytes(picture.buffer)
    view = zxingcpp.ImageView(
        pixels,
        picture.width,
        picture.height,
        zxingcpp.ImageFormat.Lum,
        picture.stride,
        1,
    )
    found = zxingcpp.read_barcode(view)
    assert found is not None
    return str(found.text)

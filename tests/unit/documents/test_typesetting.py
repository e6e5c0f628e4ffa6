import pytest

from sheets import AT, attached_files, receipt_sheet, text_of
from thiqa.documents import Attachment, TypesettingError, typeset
from thiqa.documents.glyphs import COVERED, REPLACEMENT, with_glyphs
from thiqa.web import Language

MAX_SHEET_BYTES = 100_000


@pytest.mark.parametrize("language", Language)
def test_a_sheet_says_of_itself_that_it_keeps_and_reads_aloud(language: Language) -> None:
    pdf = receipt_sheet(language=language)
    for mark in (
        b"<pdfaid:part>3</pdfaid:part>",
        b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>",
        f"<rdf:li>{language.value}</rdf:li>".encode(),
    ):
        assert mark in pdf
    assert len(pdf) < MAX_SHEET_BYTES


def test_the_same_data_make_the_same_bytes() -> None:
    assert receipt_sheet() == receipt_sheet()


def test_values_of_each_script_are_text_and_not_pictures() -> None:
    values = {"ar": "محكمة", "fr": "Préfecture", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}
    shown = text_of(receipt_sheet(facts=values))
    assert all(value in shown for value in values.values())


def test_every_character_that_is_covered_has_a_glyph() -> None:
    every = [chr(code) for code in range(0x3000) if with_glyphs(chr(code)) != REPLACEMENT]
    assert len(every) > 900
    lines = {str(at): " ".join(every[at : at + 64]) for at in range(0, len(every), 64)}
    receipt_sheet(facts=lines)  # a missing glyph is against PDF/A, and would raise
    assert "\ufffe" not in COVERED


def test_a_file_lies_in_the_document_as_it_is() -> None:
    content = "one\n\n— two ثقة\n"
    pdf = receipt_sheet(attachments=[Attachment("receipt.txt", "text/plain", "Reçu", content)])
    assert attached_files(pdf) == {"receipt.txt": content.encode()}


def test_data_that_lack_what_the_template_says_make_no_document() -> None:
    with pytest.raises(TypesettingError):
        typeset("receipt", {"title": "x"}, language=Language.FR, at=AT)

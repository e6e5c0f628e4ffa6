from hashlib import sha256

import pytest

from sheets import AT, attached_files, code_on, text_of
from sheets_of_bodies import VERIFY_URL, body_seal, certificate_of, sheet_of
from thiqa.documents import ATTACHED_NAME, code_in, read_sheet, trust_seals, verify_code
from thiqa.web import Language


@pytest.mark.parametrize("languages", [("ar", "fr"), ("ar", "zgh"), ("ar",), ("zgh",), ("en",)])
def test_the_code_on_the_paper_vouches_for_the_sheet_inside(languages: tuple[str, ...]) -> None:
    pdf = certificate_of(languages=languages)
    files = attached_files(pdf)
    assert set(files) == {ATTACHED_NAME}
    sheet = read_sheet(files[ATTACHED_NAME])
    assert sheet == sheet_of(languages=list(languages))
    link = code_on(pdf)
    assert link.startswith(f"{VERIFY_URL}#")
    verified = verify_code(code_in(link), trust_seals([body_seal().certificate]), now=AT)
    assert verified.code.digest == sha256(sheet.to_json()).digest()
    assert verified.code.holder == sheet.holder


@pytest.mark.parametrize("language", Language)
def test_a_certificate_says_of_itself_that_it_keeps_and_reads_aloud(language: Language) -> None:
    pdf = certificate_of(languages=[language.value])
    for mark in (
        b"<pdfaid:part>3</pdfaid:part>",
        b"<pdfuaid:part>1</pdfuaid:part>",
        f"<rdf:li>{language.value}</rdf:li>".encode(),
    ):
        assert mark in pdf
    assert sheet_of().title[language].split()[0] in text_of(pdf)

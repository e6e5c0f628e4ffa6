from hashlib import sha256
from pathlib import Path

import pytest

import thiqa.portal
from sheets import AT
from sheets_of_bodies import (
    BODY,
    ROWS,
    SHEET_NUMBER,
    VERIFY_URL,
    body_seal,
    new_seal,
    row,
    sheet_of,
)
from thiqa.documents import (
    Amount,
    ByScript,
    CodeError,
    CodeMalformedError,
    PartialDate,
    Plain,
    code_in,
    code_link,
    organization_of,
    read_code,
    sign_code,
    trust_seals,
    verify_code,
)
from thiqa.documents.code import MAX_CODE_BYTES
from thiqa.web import Language

TRUST = trust_seals([body_seal().certificate])
LABEL = ROWS[0]["label"]


def test_a_code_says_what_is_essential() -> None:
    sheet = sheet_of()
    code = verify_code(sign_code(sheet, body_seal()), TRUST, now=AT).code
    assert (code.issuer, code.number, code.type) == (BODY, SHEET_NUMBER, sheet.type)
    assert (code.issued_at, code.valid_until) == (AT, sheet.valid_until)
    assert code.holder == ByScript("Salma SPECIMEN-BENALI", "سلمى نموذج-بنعلي")
    assert code.title == {Language.AR: "بطاقة السوابق", Language.FR: "Fiche anthropométrique"}
    assert [fact.label[Language.FR] for fact in code.facts] == [
        "Date de naissance",
        "N° de la CNIE",
        "Résultat",
        "Ce qu'il atteste",
    ]
    assert [fact.value.shown(Language.FR) for fact in code.facts] == [
        "17 mai 1990",
        "SP100001",
        "Néant",
        "La direction certifie qu'à ce jour ses fichiers ne contiennent aucune mention "
        "au nom de Salma SPECIMEN-BENALI.",
    ]
    assert code.digest == sha256(sheet.to_json()).digest()


def test_every_kind_of_value_comes_back() -> None:
    values = [
        ({"text": "x"}, Plain("x")),
        ({"latin": "a"}, ByScript("a")),
        ({"arabic": "س"}, ByScript(None, "س")),
        ({"date": "1952"}, PartialDate(1952)),
        ({"date": "1952-03"}, PartialDate(1952, 3)),
        ({"amount": 10**15, "currency": "MAD"}, Amount(10**15, "MAD")),
    ]
    rows = [row(f"r{at}", LABEL, form, essential=True) for at, (form, _) in enumerate(values)]
    data = sign_code(sheet_of(rows=[ROWS[0], *rows], statements=[]), body_seal())
    assert [fact.value for fact in read_code(data).code.facts] == [value for _, value in values]


def test_a_document_without_an_end_has_a_code_without_one() -> None:
    draft_without_end = sheet_of(valid_until=None)
    assert read_code(sign_code(draft_without_end, body_seal())).code.valid_until is None


def test_names_are_not_told_twice() -> None:
    rows = [{**each, "essential": True} for each in ROWS[:2]]
    assert read_code(sign_code(sheet_of(rows=rows, statements=[]), body_seal())).code.facts == ()


def test_a_national_document_has_a_small_code() -> None:
    assert len(sign_code(sheet_of(), body_seal())) < 1_000


def test_statements_are_in_the_code_as_far_as_there_is_room() -> None:
    texts = [dict.fromkeys(Language, f"{at} " + "ⵣ" * 200) for at in range(6)]
    code = read_code(sign_code(sheet_of(statements=texts), body_seal())).code
    stated = [fact.value.shown(Language.FR) for fact in code.facts[3:]]
    assert [each[0] for each in stated] == ["0"]


def test_a_statement_of_nothing_is_left_out() -> None:
    nothing = dict.fromkeys(Language, "\u2068 \u2069")
    code = read_code(sign_code(sheet_of(statements=[nothing]), body_seal())).code
    assert len(code.facts) == 3


def test_too_much_that_is_essential_is_refused_when_it_is_made() -> None:
    label = dict.fromkeys(Language, "ⵣ" * 120)
    rows = [row(f"r{at}", label, {"text": "x"}, essential=True) for at in range(8)]
    with pytest.raises(CodeError, match="essential"):
        sign_code(sheet_of(rows=[ROWS[0], *rows]), body_seal())


@pytest.mark.parametrize("organizations", [(), ("A", "B")])
def test_a_seal_that_does_not_name_one_body_makes_no_code(organizations: tuple[str, ...]) -> None:
    with pytest.raises(CodeError, match="one body"):
        organization_of(new_seal(*organizations).certificate)


def test_a_code_is_read_from_its_link_or_from_its_digits() -> None:
    data = sign_code(sheet_of(), body_seal())
    link = code_link(VERIFY_URL, data)
    assert link.startswith(f"{VERIFY_URL}#")
    digits = link.partition("#")[2]
    grouped = "\n".join(digits[at : at + 40] for at in range(0, len(digits), 40))
    assert code_in(link) == code_in(digits) == code_in(f" {grouped}\n") == data


@pytest.mark.parametrize("text", ["", "#", "https://thiqa.example/documents", "12x", "9" * 9_000])
def test_a_text_without_a_code_is_refused(text: str) -> None:
    with pytest.raises(CodeMalformedError):
        code_in(text)


def test_the_page_that_checks_codes_takes_as_long_ones_as_we_make() -> None:
    script = Path(thiqa.portal.__file__).parent / "static" / "document_code.js"
    assert f"MAX_CODE_BYTES = {MAX_CODE_BYTES};" in script.read_text()

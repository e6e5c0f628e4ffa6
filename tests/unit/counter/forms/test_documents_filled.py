"""The texts of a document, from what is known of a case."""

from datetime import date

import pytest

from service_files import read, text_with
from thiqa.base import Money
from thiqa.counter.forms import (
    ApplicantRefusedError,
    CaseFacts,
    check_applicant,
    fill_document,
)

CLAIMS = {
    "given_name": "Salma",
    "family_name": "El Amrani",
    "given_name#ar": "سلمى",
    "family_name#ar": "العمراني",
    "birthdate": "1990-05-17",
    "national_number": "AB123456",
}
FACTS = CaseFacts(
    CLAIMS,
    {"reason": "employment"},
    {"finding": "nothing"},
    {"payment": {"amount": Money(5000, "MAD"), "paid_on": date(2026, 11, 22)}},
)


def test_a_document_says_what_is_known_in_each_script() -> None:
    service = read(text_with())
    assert service.document is not None
    filled = fill_document(service, service.document, FACTS)
    assert filled.holder_latin == "Salma El Amrani"
    assert filled.holder_arabic == "سلمى العمراني"
    assert [(row.latin, row.arabic, row.essential) for row in filled.rows] == [
        ("17 mai 1990", "17 ماي 1990", True),
        ("AB123456", "AB123456", True),
    ]
    assert filled.statements[0]["fr"] == "Aucun dossier ne figure au nom du titulaire."
    assert filled.statements[0]["ar"] == "لا يوجد أي ملف باسم صاحب هذه البطاقة."


def test_amounts_and_days_are_written_in_each_language() -> None:
    texts = "{payment.amount}, {payment.paid_on}, {fields.reason}"
    service = read(text_with(('en: "{decision.finding}"', f'en: "{texts}"')))
    assert service.document is not None
    (statement,) = fill_document(service, service.document, FACTS).statements
    assert statement["en"].replace("\u00a0", " ") == "50.00 MAD, 22 November 2026, A job"


def test_a_name_that_is_not_there_leaves_no_gap() -> None:
    service = read(text_with())
    assert service.document is not None
    claims = {name: value for name, value in CLAIMS.items() if not name.startswith("given")}
    facts = CaseFacts(claims, {}, {"finding": "nothing"}, {})
    assert fill_document(service, service.document, facts).holder_latin == "El Amrani"


@pytest.mark.parametrize("birthdate", [None, 7, "", "soon", "2010-11-23", "2010", "2026-02-30"])
def test_who_is_too_young_or_of_unknown_age_may_not_ask(birthdate: object) -> None:
    applicants = read(text_with()).applicants
    with pytest.raises(ApplicantRefusedError):
        check_applicant(applicants, {"birthdate": birthdate}, date(2026, 11, 22))


@pytest.mark.parametrize("birthdate", ["2010-11-22", "2009", "1958-01-01"])
def test_who_is_old_enough_may_ask(birthdate: str) -> None:
    check_applicant(read(text_with()).applicants, {"birthdate": birthdate}, date(2026, 11, 22))

"""Our own services, and what a file that is wrong is told."""

import pytest

from service_files import faults_of, line_of, read, text_with
from thiqa.base.money import Money
from thiqa.counter.catalogue import (
    AssessedFee,
    ChoiceKind,
    Decider,
    FixedFee,
    Placeholder,
    TextKind,
    load_catalogue,
)

WRONG = [
    ("body: dgsn", "body: dgns", "body", "there is no body 'dgns'"),
    ("help:\n", "hepl:\n", "hepl", "did you mean 'help'?"),
    ("  en: Police record sheet\n", "", "name", "lacks 'en'"),
    ("minimum_age: 16", 'minimum_age: "16"', "applicants.minimum_age", "a whole number"),
    ("minimum_age: 16", "minimum_age: 16.5", "applicants.minimum_age", "a whole number"),
    ("minimum_age: 16", "minimum_age: 999", "applicants.minimum_age", "120 at most"),
    ("essential: true", "essential: yes", "purpose.claims[0].essential", "true or false"),
    ("kind: choice", "kind: select", "fields[0].kind", "one of text, lines"),
    ("kind: choice", "kind: lines", "fields[0]", "lacks 'max_length'"),
    ("max_length: 500", "max_length: 500\n    options: []", "fields[1].options", "not known here"),
    ("- id: details", "- id: reason", "fields[1].id", "'reason' is already there"),
    ("- id: details", "- id: Details", "fields[1].id", "does not have the form"),
    ("currency: MAD", "currency: XAU", "fee.currency", "MAD"),
    ("decided_by: clerk", "decided_by: payment", "decision.fields", "payment decides"),
    ("outcome: refused", "outcome: granted", "decision.reasons", "no reason to refuse"),
    ("birthdate, national_number]", "national_number]", "applicants.minimum_age", "'birthdate'"),
    ("family_name, given_name,", "family_name, surname,", "purpose.claims[0].names[1]", "surname"),
    ("[place_of_birth,", "[birthdate,", "purpose.claims[1].names[0]", "there twice"),
    ("{claims.national_number}", "{claims.number}", "document.rows[2].latin", "{fields.reason}"),
    ("{claims.national_number}", "{claims}", "document.rows[2].latin", "is no placeholder"),
    ("{claims.national_number}", "{payment.iban}", "document.rows[2].latin", "{payment.amount}"),
    (
        'fr: "{decision.finding}"',
        'fr: "{claims.address}"',
        "document.statements[0].fr",
        "may be left out by the citizen",
    ),
    ("ar: بطاقة السوابق", "ar: Fiche", "name.ar", "no letter of the Arabic script"),
    ("ar: بطاقة السوابق", 'ar: "بطاقة\\u202e"', "name.ar", "hidden character, U+202E"),
    ("service: fiche", "service: la-fiche", "service", "is called la-fiche-anthropometrique.yaml"),
]


def test_our_own_services_can_be_read() -> None:
    catalogue = load_catalogue()
    service = catalogue["fiche-anthropometrique"]
    assert service.body == catalogue.bodies["dgsn"]
    assert service.purpose.id == "criminal-record"
    assert isinstance(service.fee, FixedFee)
    assert service.fee.amount == Money(5000, "MAD")
    assert service.steps.decided_by is Decider.CLERK
    assert isinstance(service.fields[0].kind, ChoiceKind)
    assert service.fields[1].kind == TextKind(500, several_lines=True)
    assert service.document is not None
    assert service.document.holder.arabic.placeholders == (
        Placeholder("claims", "given_name#ar"),
        Placeholder("claims", "family_name#ar"),
    )
    assert service in catalogue.of_body("dgsn")


def test_a_version_is_that_of_the_very_file() -> None:
    text = text_with()
    assert read(text).version == read(text).version
    assert read(text).version != read(text + "# another word\n").version


@pytest.mark.parametrize(("old", "new", "path", "reason"), WRONG)
def test_a_wrong_file_is_told_the_line_the_place_and_the_reason(
    old: str, new: str, path: str, reason: str
) -> None:
    faults = faults_of(text_with((old, new)))
    assert [fault for fault in faults if fault.path == path and reason in fault.reason], faults
    assert all(fault.line > 0 for fault in faults)


def test_the_line_is_that_of_the_fault() -> None:
    text = text_with(("currency: MAD", "currency: XAU"))
    (fault,) = faults_of(text)
    assert fault.line == line_of(text, "currency: XAU")
    assert str(fault).startswith(f"fiche-anthropometrique.yaml:{fault.line}: fee.currency: ")


def test_all_faults_are_told_at_once() -> None:
    text = text_with(("help:\n", "hepl:\n"), ("minimum_age: 16", "minimum_age: 0"))
    paths = [fault.path for fault in faults_of(text)]
    assert paths == ["", "hepl", "applicants.minimum_age"]


def test_six_services_come_with_the_counter() -> None:
    catalogue = load_catalogue()
    assert sorted(catalogue) == [
        "aide-sociale",
        "casier-judiciaire",
        "certificat-de-residence",
        "fiche-anthropometrique",
        "paiement-taxe",
        "renouvellement-carte",
    ]
    tax, court = catalogue["paiement-taxe"], catalogue["casier-judiciaire"]
    assert tax.steps.decided_by is Decider.PAYMENT
    assert isinstance(tax.fee, AssessedFee)
    assert court.steps.four_eyes
    assert court.answer is not None
    assert court.body != catalogue["fiche-anthropometrique"].body
    assert catalogue["renouvellement-carte"].steps.appointment is not None
    assert catalogue["aide-sociale"].steps.eligibility is not None

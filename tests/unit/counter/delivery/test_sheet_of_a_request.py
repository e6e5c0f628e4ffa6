"""Each service of the catalogue leads to a sheet that the provider takes, whatever was typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from service_files import read, text_with
from sheets import AT
from sheets_of_bodies import body_seal
from thiqa.base import Money
from thiqa.card.software.personas import load_personas
from thiqa.counter.catalogue import (
    LANGUAGES_FIELD,
    ChoiceKind,
    DayKind,
    Field,
    NumberKind,
    Service,
    load_catalogue,
)
from thiqa.counter.delivery.sheet_of_a_request import sheet_of
from thiqa.counter.forms import CaseFacts
from thiqa.documents import Sheet, read_draft, read_sheet, sign_code, trust_seals, verify_code
from thiqa.web import Language

CATALOGUE = load_catalogue()
SERVICES = [service for service in CATALOGUE.values() if service.document]
PERSONAS = load_personas()
HOSTILE = "ABC) (سلمى\u202e\u2067 日 {claims.family_name} #x *y* \u0301\u0301\u0301\u0301\u0301"
OTHERS = {
    "request": {
        "number": "AB12",
        "submitted_on": date(2026, 11, 1),
        "decided_on": date(2026, 11, 22),
    },
    "payment": {
        "amount": Money(123_450, "MAD"),
        "paid_on": date(2026, 11, 22),
        "reference": HOSTILE,
    },
    "assessment": {"reference": "2026-1", "subject": HOSTILE},
    "appointment": {"at": "x", "place": dict.fromkeys(Language, "Rabat")},
}


def typed(field: Field) -> str:
    """Return something that fills a field; where anything can be typed, the worst."""
    match field.kind:
        case DayKind():
            return "2026-11-22"
        case NumberKind(minimum=minimum):
            return str(minimum)
        case ChoiceKind(options=options):
            return options[0].id
        case _:
            return HOSTILE


def facts_of(service: Service, claims: Mapping[str, Any]) -> CaseFacts:
    """Return facts for everything that a service may name."""
    return CaseFacts(
        {
            claim.name: claims[claim.name]
            for claim in service.purpose.claims
            if claim.name in claims
        },
        {field.id: typed(field) for field in service.fields},
        {field.id: typed(field) for field in service.decision.fields},
        OTHERS,
    )


def issued(service: Service, facts: CaseFacts) -> Sheet:
    """Return the sheet that the provider makes of a request."""
    assert service.document is not None
    draft = sheet_of(service, service.document, facts, valid_until=AT + 1)
    return read_draft({**draft, "issuer": dict(service.body.name)}).issued("AB12-CD34", at=AT)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
@pytest.mark.parametrize("persona", PERSONAS)
def test_every_citizen_gets_every_document(service: Service, persona: str) -> None:
    claims = {**PERSONAS[persona].claims, "national_number": PERSONAS[persona].national_number}
    sheet = issued(service, facts_of(service, claims))
    assert read_sheet(sheet.to_json()) == sheet
    verified = verify_code(
        sign_code(sheet, body_seal()), trust_seals([body_seal().certificate]), now=AT
    )
    essential = sum(row.essential for row in sheet.rows)
    assert len(verified.code.facts) == essential + len(sheet.statements) > 1
    assert verified.code.holder == sheet.holder
    for name, tag in ((sheet.holder.latin, ""), (sheet.holder.arabic, "#ar")):
        known = [
            claims[each + tag] for each in ("given_name", "family_name") if each + tag in claims
        ]
        assert (name or "") == " ".join(known)


def test_what_was_typed_stands_alone_in_a_sentence() -> None:
    text = 'fr: "Pour {claims.family_name}, {claims.given_name}."'
    service = read(text_with(('fr: "{decision.finding}"', text)))
    claims = {"given_name": "سلمى (12", "family_name": "a\u2069\u202e b"}
    sheet = issued(service, facts_of(service, {**_adult(), **claims}))
    assert sheet.statements[0][Language.FR] == (
        "Pour \u2068a\ufffd\ufffd b\u2069, \u2068سلمى (12\u2069."
    )


def test_machines_read_values_and_not_words() -> None:
    service = CATALOGUE["paiement-taxe"]
    rows = {
        row.name: row.value.to_json() for row in issued(service, facts_of(service, _adult())).rows
    }
    assert rows["amount"] == {"amount": 123_450, "currency": "MAD"}
    assert rows["paid_on"] == {"date": "2026-11-22"}
    service = CATALOGUE["aide-sociale"]
    rows = {
        row.name: row.value.to_json() for row in issued(service, facts_of(service, _adult())).rows
    }
    assert set(rows["situation"]["texts"]) == set(Language)


@pytest.mark.parametrize(
    ("birthdate", "value"),
    [
        ("1990-05-17", {"date": "1990-05-17"}),
        ("1952", {"date": "1952"}),
        ("1952-03", {"date": "1952-03"}),
        ("0000-05-17", {"text": "0000-05-17"}),
        ("1990-13-01", {"text": "1990-13-01"}),
        (7, None),
    ],
)
def test_what_is_known_of_a_birthdate_is_said(birthdate: Any, value: Any) -> None:
    service = CATALOGUE["fiche-anthropometrique"]
    facts = facts_of(service, {**_adult(), "birthdate": birthdate})
    rows = {row.name: row.value.to_json() for row in issued(service, facts).rows}
    assert rows.get("birthdate") == value


def test_what_nobody_knows_is_left_out() -> None:
    service = CATALOGUE["fiche-anthropometrique"]
    claims = {"family_name": "BENALI", "national_number": "SP1"}
    sheet = issued(service, facts_of(service, claims))
    assert [row.name for row in sheet.rows] == ["national_number"]
    assert (sheet.holder.latin, sheet.holder.arabic) == ("BENALI", None)
    assert sheet.valid_until == AT + 1


@pytest.mark.parametrize(
    ("chosen", "languages"),
    [
        ("", (Language.AR, Language.FR)),
        ("ar-fr", (Language.AR, Language.FR)),
        ("ar-zgh", (Language.AR, Language.ZGH)),
        ("zgh", (Language.ZGH,)),
        ("en", (Language.EN,)),
        ("tlh", (Language.AR, Language.FR)),
    ],
)
def test_a_citizen_chooses_the_languages(chosen: str, languages: tuple[Language, ...]) -> None:
    service = CATALOGUE["casier-judiciaire"]
    facts = facts_of(service, _adult())
    fields = {**facts.fields, LANGUAGES_FIELD: chosen}
    sheet = issued(service, CaseFacts(facts.claims, fields, facts.decision, facts.others))
    assert sheet.languages == languages


def test_every_choice_of_languages_has_its_own_words_and_makes_a_sheet() -> None:
    service = CATALOGUE["casier-judiciaire"]
    found = service.field(LANGUAGES_FIELD)
    assert found is not None
    assert isinstance(found.kind, ChoiceKind)
    for option in found.kind.options:
        assert len(set(option.label.values())) == len(Language)
        facts = facts_of(service, _adult())
        fields = {**facts.fields, LANGUAGES_FIELD: option.id}
        issued(service, CaseFacts(facts.claims, fields, facts.decision, facts.others))


def _adult() -> Mapping[str, Any]:
    return PERSONAS["adult"].claims

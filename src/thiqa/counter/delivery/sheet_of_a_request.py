"""The sheet of a document, as the provider is asked to typeset and seal it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from thiqa.base import Money
from thiqa.counter.catalogue import (
    LANGUAGES_FIELD,
    DayKind,
    DocumentRow,
    DocumentTemplate,
    Field,
    Placeholder,
    Service,
    Template,
    Texts,
    chosen_languages,
)
from thiqa.counter.forms import CaseFacts
from thiqa.counter.forms.filling import Fact, fill_template, fill_texts
from thiqa.documents import as_printed, sentence_as_printed
from thiqa.web import Language

BIRTHDATE = "birthdate"

_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def sheet_of(
    service: Service,
    template: DocumentTemplate,
    facts: CaseFacts,
    *,
    valid_until: int | None = None,
    notice: Texts | None = None,
) -> dict[str, Any]:
    """Return the JSON of a document without its number, date and issuer, which the provider sets.

    Nothing that a citizen or a clerk typed makes it fail: a letter that cannot be printed is
    replaced. A row about which nothing is known is left out. Its languages are those that the
    citizen chose.
    """
    holder = template.holder
    members: dict[str, Any] = {
        "type": template.type,
        "title": dict(template.title),
        "holder": _by_script(holder.latin, holder.arabic, service, facts),
        "rows": [*_rows(service, template, facts)],
        "statements": [
            {tag: sentence_as_printed(text) for tag, text in texts.items()}
            for texts in (
                fill_texts(each, service, facts, isolated=True) for each in template.statements
            )
        ],
        "law": dict(template.law),
        "languages": [
            language.value for language in chosen_languages(facts.fields.get(LANGUAGES_FIELD, ""))
        ],
    }
    if valid_until is not None:
        members["valid_until"] = valid_until
    if notice is not None:
        members["notice"] = dict(notice)
    return members


def _rows(
    service: Service, template: DocumentTemplate, facts: CaseFacts
) -> Iterator[dict[str, Any]]:
    names: set[str] = set()
    for at, row in enumerate(template.rows, 1):
        value = _value(row, service, facts)
        if value:
            name = _name(row.latin, at, names)
            names.add(name)
            found: dict[str, Any] = {"name": name, "label": dict(row.label), "value": value}
            yield {**found, "essential": True} if row.essential else found


def _name(template: Template, at: int, taken: set[str]) -> str:
    """Return how machines name a row: as what it is filled with."""
    name = next((each.name.removesuffix("#ar") for each in template.placeholders), "row")
    return name if name not in taken else f"{name}_{at}"


def _value(row: DocumentRow, service: Service, facts: CaseFacts) -> dict[str, Any]:
    """Return a value of a sheet; empty: nothing is known."""
    if row.arabic is not None:
        return _by_script(row.latin, row.arabic, service, facts)
    match row.latin.parts:
        case (Placeholder() as only,):
            if typed := _typed(only, service, facts):
                return typed
    texts = {
        language: as_printed(fill_template(row.latin, service, facts, language))
        for language in Language
    }
    known = [text for text in texts.values() if text]
    if not known:
        return {}
    if len(set(texts.values())) == 1:
        return {"text": known[0]}
    return {"texts": {language.value: text or known[0] for language, text in texts.items()}}


def _by_script(
    latin: Template, arabic: Template, service: Service, facts: CaseFacts
) -> dict[str, Any]:
    texts = {
        "latin": as_printed(fill_template(latin, service, facts, Language.FR)),
        "arabic": as_printed(fill_template(arabic, service, facts, Language.AR)),
    }
    return {script: text for script, text in texts.items() if text}


def _typed(at: Placeholder, service: Service, facts: CaseFacts) -> dict[str, Any] | None:
    """Return a day or an amount, which each language writes in its own way."""
    match at.space:
        case "claims":
            text = facts.claims.get(at.name) if at.name == BIRTHDATE else None
        case "fields":
            text = _day(service.field(at.name), facts.fields)
        case "decision":
            fields = {field.id: field for field in service.decision.fields}
            text = _day(fields.get(at.name), facts.decision)
        case _:
            return _fact(facts.others.get(at.space, {}).get(at.name))
    return {"date": text} if isinstance(text, str) and _is_date(text) else None


def _fact(fact: Fact | None) -> dict[str, Any] | None:
    match fact:
        case Money(minor, currency):
            return {"amount": minor, "currency": currency}
        case date():
            return {"date": fact.isoformat()}
        case _:
            return None


def _day(field: Field | None, values: Mapping[str, str]) -> str | None:
    return values.get(field.id) if field and isinstance(field.kind, DayKind) else None


def _is_date(text: str) -> bool:
    """Tell whether a text is a day, a month, or a year of which nothing else is known."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - len("YYYY") :])
    except ValueError:
        return False
    return True

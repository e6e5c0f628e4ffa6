"""The texts of documents and answers with their placeholders filled: by data, never by markup."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from thiqa.base import Money
from thiqa.counter.catalogue import (
    AnswerTemplate,
    DocumentTemplate,
    Placeholder,
    Service,
    Template,
    TemplateTexts,
    Texts,
)
from thiqa.counter.forms.shown import readable_value
from thiqa.counter.identity.claims import readable
from thiqa.web import Language
from thiqa.web.bidi import isolate, visible
from thiqa.web.formats import format_day, format_money
from thiqa.web.translation import choose

Fact = str | date | Money | Texts
"""What is known besides claims and fields; a date and an amount are written in each language."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that the placeholders of a service can name."""

    claims: Mapping[str, Any]
    fields: Mapping[str, str]
    """Canonical texts, as `FormReading.values`."""
    decision: Mapping[str, str]
    """Canonical texts of the fields that the clerk filled in."""
    others: Mapping[str, Mapping[str, Fact]]
    """`request`, `payment`, `assessment`, `appointment`, with the names of `placeholder_names`."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A line about the holder; the two are the same where the value has no script of its own."""

    label: Texts
    latin: str
    arabic: str
    essential: bool


@dataclass(frozen=True, slots=True)
class FilledDocument:
    """What a document says, all of it data."""

    type: str
    title: Texts
    holder_latin: str
    holder_arabic: str
    rows: tuple[FilledRow, ...]
    statements: tuple[Texts, ...]
    law: Texts
    valid_days: int | None


def fill_document(service: Service, template: DocumentTemplate, facts: CaseFacts) -> FilledDocument:
    """Return a document; a row about which nothing is known is left out."""
    latin, arabic = Language.FR, Language.AR
    rows = (
        FilledRow(
            row.label,
            fill_template(row.latin, service, facts, latin),
            fill_template(row.arabic or row.latin, service, facts, arabic),
            row.essential,
        )
        for row in template.rows
    )
    return FilledDocument(
        type=template.type,
        title=template.title,
        holder_latin=fill_template(template.holder.latin, service, facts, latin),
        holder_arabic=fill_template(template.holder.arabic, service, facts, arabic),
        rows=tuple(row for row in rows if row.latin or row.arabic),
        statements=tuple(fill_texts(each, service, facts) for each in template.statements),
        law=template.law,
        valid_days=template.valid_days,
    )


def fill_question(service: Service, template: AnswerTemplate, facts: CaseFacts) -> Texts:
    """Return the question that a signed yes or no answers."""
    return fill_texts(template.question, service, facts)


def is_yes(template: AnswerTemplate, decision: Mapping[str, str]) -> bool:
    """Tell whether the decision means yes; KeyError: nothing was decided, and that is no no."""
    return decision[template.decision_field] == template.yes_when


def fill_texts(
    templates: TemplateTexts, service: Service, facts: CaseFacts, *, isolated: bool = False
) -> Texts:
    """Return a text in the four languages."""
    return MappingProxyType(
        {
            tag: fill_template(template, service, facts, Language(tag), isolated=isolated)
            for tag, template in templates.items()
        }
    )


def fill_template(
    template: Template,
    service: Service,
    facts: CaseFacts,
    language: Language,
    *,
    isolated: bool = False,
) -> str:
    """Return one text; what is not known leaves no gap.

    `isolated`: values stand between U+2068 and U+2069, and move nothing around them.
    """

    def shown(at: Placeholder) -> str:
        value = visible(_value(at, service, facts, language))
        return isolate(value) if isolated and value else value

    return " ".join(template.fill(shown).split())


def _value(at: Placeholder, service: Service, facts: CaseFacts, language: Language) -> str:
    match at.space:
        case "claims":
            return readable(at.name, facts.claims.get(at.name), language)
        case "fields":
            found = service.field(at.name)
            return readable_value(found, facts.fields.get(at.name, ""), language) if found else ""
        case "decision":
            fields = {field.id: field for field in service.decision.fields}
            return readable_value(fields[at.name], facts.decision.get(at.name, ""), language)
        case _:
            return _fact(facts.others.get(at.space, {}).get(at.name, ""), language)


def _fact(fact: Fact, language: Language) -> str:
    match fact:
        case Money():
            return format_money(fact, language)
        case date():
            return format_day(fact, language)
        case str():
            return fact
        case _:
            return choose(fact, language)[0]

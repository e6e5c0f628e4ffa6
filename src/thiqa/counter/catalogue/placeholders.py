"""What the placeholders of a service may name, and where each of them is certain."""

from collections.abc import Iterator, Mapping

from thiqa.counter.catalogue.document_languages import DOCUMENT_LANGUAGES
from thiqa.counter.catalogue.models import AssessedFee, Service
from thiqa.counter.catalogue.templates import Template
from thiqa.counter.catalogue.yaml_source import Path, Source

REQUEST_FACTS = frozenset({"number", "submitted_on", "decided_on"})
PAYMENT_FACTS = frozenset({"amount", "paid_on", "reference"})
ASSESSMENT_FACTS = frozenset({"reference", "subject"})
APPOINTMENT_FACTS = frozenset({"at", "place"})


def placeholder_names(service: Service) -> Mapping[str, frozenset[str]]:
    """Return what the placeholders of a service may name: names by their spaces."""
    spaces = {
        "claims": frozenset(claim.name for claim in service.purpose.claims),
        "fields": frozenset(
            field.id
            for field in service.fields
            if not field.is_upload and field is not DOCUMENT_LANGUAGES
        ),
        "decision": frozenset(field.id for field in service.decision.fields),
        "request": REQUEST_FACTS,
    }
    if service.fee:
        spaces["payment"] = PAYMENT_FACTS
    if isinstance(service.fee, AssessedFee):
        spaces["assessment"] = ASSESSMENT_FACTS
    if service.steps.appointment:
        spaces["appointment"] = APPOINTMENT_FACTS
    return spaces


def check_placeholders(service: Service, source: Source) -> Iterator[tuple[Path, str]]:
    """Every placeholder names something that is known by then; statements, something certain."""
    known = placeholder_names(service)
    certain = _certain(service)
    for path, template in _templates(service):
        for placeholder in template.placeholders:
            names = known.get(placeholder.space, frozenset())
            if placeholder.name not in names:
                there = ", ".join(
                    f"{{{space}.{name}}}" for space in known for name in sorted(known[space])
                )
                yield path, f"{placeholder} is not known here; there are {there}"
            elif path[1] != "rows" and (placeholder.space, placeholder.name) not in certain:
                yield path, f"{placeholder} may be left out by the citizen; use it in a row"


def _certain(service: Service) -> frozenset[tuple[str, str]]:
    optional = {
        *(("claims", claim.name) for claim in service.purpose.claims if not claim.essential),
        *(("fields", field.id) for field in service.fields if not field.required),
        *(("decision", field.id) for field in service.decision.fields if not field.required),
    }
    known = placeholder_names(service)
    return frozenset((space, name) for space in known for name in known[space]) - optional


def _templates(service: Service) -> Iterator[tuple[Path, Template]]:
    document, answer = service.document, service.answer
    if document:
        yield ("document", "holder", "latin"), document.holder.latin
        yield ("document", "holder", "arabic"), document.holder.arabic
        for index, row in enumerate(document.rows):
            yield ("document", "rows", index, "latin"), row.latin
            if row.arabic:
                yield ("document", "rows", index, "arabic"), row.arabic
        for index, statement in enumerate(document.statements):
            for tag, template in statement.items():
                yield ("document", "statements", index, tag), template
    if answer:
        for tag, template in answer.question.items():
            yield ("answer", "question", tag), template

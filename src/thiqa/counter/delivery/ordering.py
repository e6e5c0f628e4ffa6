"""What we order at the provider: a sheet, or a question with its answer."""

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from thiqa.counter.catalogue.models import AnswerTemplate, Service, Texts
from thiqa.counter.delivery.sheet_of_a_request import sheet_of
from thiqa.counter.forms.filling import CaseFacts, fill_question, is_yes
from thiqa.counter.requests.models import Request
from thiqa.documents import as_printed

DEMONSTRATION: Texts = {
    "ar": "عرض تجريبي: لا قيمة لهذه الوثيقة",
    "fr": "Démonstration : document sans valeur",
    "zgh": "ⴰⵙⴽⵏ: ⵓⵔ ⵖⵓⵔⵙ ⴰⵜⵉⴳ",
    "en": "Demonstration: this document has no value",
}


def document_form(
    service: Service, request: Request, facts: CaseFacts, timezone: tzinfo
) -> dict[str, str]:
    """Return the fields that order the document of a request; the same for the same facts."""
    template = service.document
    if template is None:
        raise ValueError(f"{service.id} has no document")
    until = None
    if template.valid_days is not None and request.decided_at is not None:
        until = last_second(request.decided_at, template.valid_days, timezone)
    sheet = sheet_of(service, template, facts, valid_until=until, notice=DEMONSTRATION)
    return {**_form(service, request, template.type), "document": _json(sheet)}


def answer_form(
    service: Service,
    request: Request,
    template: AnswerTemplate,
    facts: CaseFacts,
    audience: str,
    valid_until: int,
) -> dict[str, str]:
    """Return the fields that order an answer for one recipient."""
    members = {
        "question": _printed(fill_question(service, template, facts)),
        "yes": is_yes(template, facts.decision),
        "audience": audience,
        "valid_until": valid_until,
        "holder": [name for name in template.claims if name in request.claims],
    }
    return {**_form(service, request, template.type), "answer": _json(members)}


def last_second(since: int, days: int, timezone: tzinfo) -> int:
    """Return the end of the last day of so many."""
    day = datetime.fromtimestamp(since, timezone).date() + timedelta(days=days)
    return int(datetime.combine(day, time(23, 59, 59), timezone).timestamp())


def _form(service: Service, request: Request, document_type: str) -> dict[str, str]:
    return {"seal": service.body.seal, "type": document_type, "subject": request.subject}


def _printed(texts: Mapping[str, str]) -> dict[str, str]:
    return {tag: as_printed(text) for tag, text in texts.items()}


def _json(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))

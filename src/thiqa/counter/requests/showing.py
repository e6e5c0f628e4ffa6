"""From a request to what the citizen's pages show of it."""

from collections.abc import Iterable, Mapping, Sequence

from thiqa.base import new_secret
from thiqa.counter.catalogue import DeclarationKind, Field, Service
from thiqa.counter.forms import FieldFault, field_views, readable_value
from thiqa.counter.forms.shown import DECLARED_TEXT
from thiqa.counter.identity.views import claim_rows
from thiqa.counter.requests.by_citizen import contest_until
from thiqa.counter.requests.deadlines import days_left
from thiqa.counter.requests.life import STEPS, Life
from thiqa.counter.requests.models import NOTHING, Event, Need, Request, State, Step
from thiqa.counter.requests.views import (
    FormView,
    RequestRow,
    RequestView,
    Section,
    Sent,
    StepView,
    position,
)
from thiqa.counter.requests.words import EVENTS, IN_THE_MAKING, NEEDS, NEXT, PATH, ROLES, STATES
from thiqa.web import Language


def url_of(number: str) -> str:
    """Return the address of a request's page."""
    return f"/requests/{number}"


def row_of(life: Life, request: Request, now: int) -> RequestRow:
    """Return a request as a list shows it; a service that is gone has its id for a name."""
    service = life.catalogue.get(request.service)
    body = life.catalogue.bodies.get(request.body)
    return RequestRow(
        number=request.number,
        service={"en": request.service} if service is None else service.name,
        body={"en": request.body} if body is None else body.name,
        state=STATES[request.state],
        next=_next(request),
        opened_at=request.opened_at,
        due_at=request.due_at,
        is_overdue=request.is_overdue(now),
        url=url_of(request.number),
    )


def _next(request: Request) -> str:
    if request.state is State.DECIDED and request.is_granted:
        return IN_THE_MAKING
    return NEXT[request.state]


def request_view(
    life: Life,
    request: Request,
    steps: Sequence[Step],
    fields: Mapping[str, str],
    sections: tuple[Section, ...],
    language: Language,
    now: int,
    *,
    has_changed: bool = False,
) -> RequestView:
    """Return the page of a request that is on its way, or at its end."""
    service = life.service(request.service)
    until = contest_until(life, request)
    url = url_of(request.number)
    can_contest = until is not None and now <= until
    return RequestView(
        row=row_of(life, request, now),
        places=position(request.state, PATH),
        needs=tuple(NEEDS[need] for need in Need if need in request.needs),
        fee=request.due_fee,
        fee_is_due=Need.PAYMENT in request.needs,
        eligible=request.eligible,
        law=service.deadline.law,
        days_left=_days_left(life, service, request, now),
        stopped_days=request.days_left,
        granted=None if request.decision is None else request.is_granted,
        reason={} if request.decision is None else request.decision.reason,
        asked=asked_of(request, steps),
        sections=sections,
        sent=tuple(sent_of(service.fields, fields, language)),
        vouched=claim_rows(request.claims, language),
        steps=step_views(life, steps),
        contest_url=f"{url}/contest" if can_contest else None,
        contest_until=until if can_contest else None,
        withdraw_url=f"{url}/withdraw" if can_withdraw(request) else None,
        has_changed=has_changed,
    )


def form_view(
    life: Life,
    request: Request,
    steps: Sequence[Step],
    typed: Mapping[str, str],
    faults: Mapping[str, FieldFault],
    sections: tuple[Section, ...],
    now: int,
    *,
    was_kept: bool,
) -> FormView:
    """Return the form of a draft, or of a request that came back."""
    service, url = life.service(request.service), url_of(request.number)
    is_draft = request.state is State.DRAFT
    return FormView(
        row=row_of(life, request, now),
        fields=field_views(service.fields, typed, faults),
        fault_count=len(faults),
        was_kept=was_kept,
        asked=asked_of(request, steps),
        law=service.deadline.law,
        stopped_days=request.days_left,
        steps=() if is_draft else step_views(life, steps),
        sections=sections,
        applicants=service.applicants.words,
        post_url=f"{url}/form",
        form_key=new_secret(),
        withdraw_url=f"{url}/withdraw",
        expires_at=request.expires_at,
    )


def can_withdraw(request: Request) -> bool:
    """Tell whether the citizen can still take a request back."""
    return request.state in STEPS[Event.WITHDRAWN].before


def asked_of(request: Request, steps: Sequence[Step]) -> Mapping[str, str]:
    """Return what the body asked the citizen for, while it waits for it."""
    if request.state is not State.RETURNED:
        return {}
    return next((step.note for step in reversed(steps) if step.event is Event.ASKED_BACK), {})


def sent_of(fields: Iterable[Field], values: Mapping[str, str], language: Language) -> list[Sent]:
    """Return the lines of a form as a person reads them back; empty ones are left out."""
    lines = []
    for field in fields:
        if field.is_upload or not (value := values.get(field.id, "")):
            continue
        if isinstance(field.kind, DeclarationKind):
            lines.append(Sent(field.label, DECLARED_TEXT, is_message=True))
        else:
            lines.append(Sent(field.label, readable_value(field, value, language)))
    return lines


def _days_left(life: Life, service: Service, request: Request, now: int) -> int | None:
    if request.due_at is None or request.is_overdue(now) or request.needs != NOTHING:
        return None
    return days_left(service.deadline, request.due_at, now, life.calendar)


def step_views(life: Life, steps: Sequence[Step]) -> tuple[StepView, ...]:
    """Return the steps of a request, the last one first."""
    return tuple(_step(life, step) for step in reversed(steps))


def _step(life: Life, step: Step) -> StepView:
    body = life.catalogue.bodies.get(step.body or "")
    return StepView(
        event=EVENTS[step.event],
        at=step.at,
        by=ROLES[step.by],
        body=None if body is None else body.name,
        note=step.note,
    )

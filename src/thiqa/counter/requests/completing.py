"""When a request has all that it needs, the body's time begins; what nobody has to decide is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from thiqa.counter.catalogue.models import Decider, Outcome, Service
from thiqa.counter.requests.deadlines import CONTEST_WITHIN, due_at, end_after
from thiqa.counter.requests.errors import StepRefusedError
from thiqa.counter.requests.life import COUNTER, Actor, Life, take_step
from thiqa.counter.requests.models import NOTHING, Decision, Event, Request, State
from thiqa.counter.requests.records import Records

DAY_SECONDS = 86_400
PAID_REASON = {
    "ar": "تم الأداء كاملا.",
    "fr": "Le paiement est complet.",
    "zgh": "ⴰⵙⵅⵍⵚ ⵉⵙⵎⴷ.",
    "en": "The payment is complete.",
}


async def complete_if_ready(life: Life, records: Records, request: Request, now: int) -> Request:
    """Let the body's time begin, if a submitted request needs nothing any more."""
    if request.state is not State.SUBMITTED or request.needs != NOTHING:
        return request
    service = life.service(request.service)

    def completed(before: Request) -> Request:
        return replace(
            before,
            complete_at=now,
            due_at=_due_at(life, service, before, now),
            days_left=None,
            expires_at=None,
        )

    after = await take_step(records, request.number, Event.COMPLETED, COUNTER, now, completed)
    if service.steps.decided_by is Decider.PAYMENT:
        return await decide_finally(
            life, records, after, Verdict(Decision(Outcome.GRANTED, PAID_REASON), COUNTER), now
        )
    return after


def _due_at(life: Life, service: Service, request: Request, now: int) -> int:
    """A deadline that has passed stays; one that was stopped goes on; else it begins."""
    if request.due_at is not None:
        return request.due_at
    if request.days_left is not None:
        return end_after(service.deadline, request.days_left, now, life.calendar)
    return due_at(service.deadline, now, life.calendar)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision that nobody else has to approve."""

    decision: Decision
    by: Actor
    clerks: tuple[str, ...] = ()
    check: Callable[[Request], None] = lambda _: None
    """Raises StepRefusedError when the request is not any more what was decided about."""


async def decide_finally(
    life: Life, records: Records, request: Request, verdict: Verdict, now: int
) -> Request:
    """Take the step to a decision; what is granted without any paper is delivered with it."""
    service, decision = life.service(request.service), verdict.decision
    confirms = request.state is State.CONTESTED and decision == _without_words(request, decision)

    def decided(before: Request) -> Request:
        if (before.state, before.decision) != (request.state, request.decision):
            raise StepRefusedError("the request has moved on")
        verdict.check(before)
        is_delivered = confirms and before.is_granted and before.delivered_at is not None
        return replace(
            before,
            state=State.DELIVERED if is_delivered else State.DECIDED,
            decision=decision,
            decided_at=now,
            decided_by=tuple(dict.fromkeys((*before.decided_by, *verdict.clerks))),
            proposal=None,
            proposed_by=None,
            taken_by=None,
            taken_until=None,
            due_at=before.due_at if decision.outcome is Outcome.GRANTED else None,
            expires_at=kept_until(life, service, now),
        )

    event = Event.CONFIRMED if confirms else Event.DECIDED
    after = await take_step(
        records, request.number, event, verdict.by, now, decided, note=decision.reason
    )
    has_paper = service.document is not None or service.answer is not None
    if after.is_granted and after.state is State.DECIDED and not has_paper:
        return await deliver(records, request.number, now)
    return after


def _without_words(request: Request, decision: Decision) -> Decision | None:
    """Return the decision before, in the words of the one after it."""
    before = request.decision
    return None if before is None else replace(before, reason=decision.reason)


def kept_until(life: Life, service: Service, decided_at: int) -> int:
    """Return when a decided request is erased: not before the time to contest it is over."""
    retention = decided_at + service.purpose.retention_days * DAY_SECONDS
    return max(retention, due_at(CONTEST_WITHIN, decided_at, life.calendar) + DAY_SECONDS)


async def deliver(records: Records, number: str, now: int) -> Request:
    """Say that the citizen has what was granted."""

    def delivered(before: Request) -> Request:
        if not before.is_granted:
            raise StepRefusedError("what was refused is not delivered")
        return replace(before, delivered_at=now, due_at=None)

    return await take_step(records, number, Event.DELIVERED, COUNTER, now, delivered)

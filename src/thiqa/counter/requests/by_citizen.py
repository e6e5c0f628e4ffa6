"""What a citizen does with a request of their own; each is a unit of work, or a part of one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from thiqa.base import Money
from thiqa.counter.catalogue.models import AssessedFee, FixedFee, Service, Texts
from thiqa.counter.forms import check_applicant
from thiqa.counter.requests.completing import complete_if_ready
from thiqa.counter.requests.deadlines import CONTEST_ANSWER, CONTEST_WITHIN, due_at
from thiqa.counter.requests.errors import (
    RequestMissingError,
    StepLostError,
    StepRefusedError,
    TooLateError,
    TooManyRequestsError,
)
from thiqa.counter.requests.life import ATTEMPTS, CITIZEN, Life, record_step, take_step
from thiqa.counter.requests.models import (
    EDITABLE,
    NOTHING,
    Event,
    Need,
    Request,
    State,
)
from thiqa.counter.requests.numbers import new_number
from thiqa.counter.requests.records import Records

DAY_SECONDS = 86_400
DRAFT_SECONDS = 30 * DAY_SECONDS
"""Since something was last typed."""
UNFINISHED_SECONDS = 90 * DAY_SECONDS
"""Of a request that waits for its citizen: to pay, to come, to answer."""
WITHDRAWN_SECONDS = 30 * DAY_SECONDS
MAX_OPEN_REQUESTS = 50
"""Of one citizen."""


async def find_own(records: Records, number: str, subject: str) -> Request:
    """Return a citizen's own request; whether others have one of this number is not told."""
    request = await records.requests.get(number)
    if request is None or request.subject != subject:
        raise RequestMissingError("no such request of this citizen")
    return request


async def open_draft(
    life: Life,
    records: Records,
    service_id: str,
    subject: str,
    claims: Mapping[str, Any],
    now: int,
) -> Request:
    """Open a draft, or resume the one that there is, with what the provider vouches for now."""
    service = life.service(service_id)
    asked = {claim.name for claim in service.purpose.claims}
    claims = {name: value for name, value in claims.items() if name in asked}
    check_applicant(service.applicants, claims, life.calendar.day_of(now))
    if (begun := await records.requests.find_draft(subject, service.id)) is not None:
        return await _refresh(records, begun, claims, now)
    if await records.requests.count_open(subject) >= MAX_OPEN_REQUESTS:
        raise TooManyRequestsError("as many open requests as anybody needs")
    draft = Request(
        number=new_number(),
        service=service.id,
        version=service.version,
        body=service.body.id,
        subject=subject,
        opened_at=now,
        claims=claims,
        expires_at=now + DRAFT_SECONDS,
    )
    if await records.requests.open(draft):
        await record_step(records, draft, draft, Event.OPENED, CITIZEN, now)
        return draft
    found = await records.requests.find_draft(subject, service.id)
    if found is None:
        raise StepRefusedError("the draft has just become a request")
    return await _refresh(records, found, claims, now)


async def _refresh(
    records: Records, draft: Request, claims: Mapping[str, Any], now: int
) -> Request:
    """Keep the newest claims with a draft; a swap that is lost leaves the older ones."""
    renewed = replace(
        draft, claims=claims, revision=draft.revision + 1, expires_at=now + DRAFT_SECONDS
    )
    return renewed if await records.requests.swap(renewed) else draft


async def hold_form(records: Records, number: str, subject: str, now: int) -> Request:
    """Return a request whose form is open, and which nobody else moves until the unit ends.

    What is typed and what is submitted are decided behind this, so that a form that comes late
    cannot change what was submitted.
    """
    for _ in range(ATTEMPTS):
        request = await find_own(records, number, subject)
        if request.state not in EDITABLE:
            raise StepRefusedError("the form is closed")
        seconds = DRAFT_SECONDS if request.state is State.DRAFT else UNFINISHED_SECONDS
        held = replace(request, revision=request.revision + 1, expires_at=now + seconds)
        if await records.requests.swap(held):
            return held
    raise StepLostError("others took steps at the same time")


async def keep_fields(
    records: Records, number: str, subject: str, fields: Mapping[str, str], now: int
) -> Request:
    """Keep what was typed, right or wrong."""
    request = await hold_form(records, number, subject, now)
    await records.requests.put_fields(number, fields, now)
    return request


async def submit(life: Life, records: Records, number: str, subject: str, now: int) -> Request:
    """Submit a form that was found complete in this unit, behind `hold_form`."""
    request = await find_own(records, number, subject)
    service = life.service(request.service)

    def submitted(before: Request) -> Request:
        check_applicant(service.applicants, before.claims, life.calendar.day_of(now))
        first = before.state is State.DRAFT
        return replace(
            before,
            version=service.version,
            submitted_at=now if first else before.submitted_at,
            needs=needs_of(service) if first else before.needs,
            due_fee=_fixed_fee(service) if first else before.due_fee,
            expires_at=now + UNFINISHED_SECONDS,
        )

    after = await take_step(records, number, Event.SUBMITTED, CITIZEN, now, submitted)
    return await complete_if_ready(life, records, after, now)


def needs_of(service: Service) -> Need:
    """Return what has to happen before the body looks at a request."""
    needs = NOTHING
    if service.fee is not None:
        needs |= Need.PAYMENT
    if isinstance(service.fee, AssessedFee):
        needs |= Need.ASSESSMENT
    if service.steps.eligibility is not None:
        needs |= Need.ELIGIBILITY
    if service.steps.appointment is not None:
        needs |= Need.APPOINTMENT
    return needs


def _fixed_fee(service: Service) -> Money | None:
    fee = service.fee
    return Money(fee.amount_minor, fee.currency) if isinstance(fee, FixedFee) else None


async def withdraw(records: Records, number: str, subject: str, now: int) -> Request:
    """Take a request back; what was typed, sent, and said by the provider is erased."""
    await find_own(records, number, subject)

    def withdrawn(before: Request) -> Request:
        return replace(
            before,
            claims={},
            due_at=None,
            days_left=None,
            taken_by=None,
            taken_until=None,
            proposal=None,
            proposed_by=None,
            expires_at=now + WITHDRAWN_SECONDS,
        )

    after = await take_step(records, number, Event.WITHDRAWN, CITIZEN, now, withdrawn)
    await records.requests.erase_fields(number)
    await records.uploads.drop_all(number)
    return after


def contest_until(life: Life, request: Request) -> int | None:
    """Return the last moment to contest a decision; None: there is nothing to contest."""
    if request.decided_at is None or request.contested_at is not None:
        return None
    if request.state not in {State.DECIDED, State.DELIVERED}:
        return None
    return due_at(CONTEST_WITHIN, request.decided_at, life.calendar)


async def contest(
    life: Life, records: Records, number: str, subject: str, statement: Texts, now: int
) -> Request:
    """Contest a decision, once: a clerk who did not decide looks again."""
    await find_own(records, number, subject)

    def contested(before: Request) -> Request:
        until = contest_until(life, before)
        if until is None:
            raise StepRefusedError("nothing to contest")
        if now > until:
            raise TooLateError("the time to contest is over")
        return replace(
            before,
            contested_at=now,
            due_at=due_at(CONTEST_ANSWER, now, life.calendar),
            expires_at=None,
        )

    return await take_step(
        records, number, Event.CONTESTED, CITIZEN, now, contested, note=statement
    )

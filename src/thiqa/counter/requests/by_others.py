"""What others tell us about a request: for payments, other bodies, appointments and delivery.

Each is to be awaited in the caller's unit of work. They say False, and change nothing, when the
request does not wait for it (any more): it was withdrawn, or has it already.
"""

from collections.abc import Callable
from dataclasses import replace

from thiqa.base import Money
from thiqa.counter.requests.completing import complete_if_ready, deliver
from thiqa.counter.requests.deadlines import days_left
from thiqa.counter.requests.errors import RequestMissingError, StepRefusedError
from thiqa.counter.requests.life import CITIZEN, COUNTER, Actor, Life, take_step
from thiqa.counter.requests.models import Event, Need, Request
from thiqa.counter.requests.records import Records

__all__ = [
    "deliver",
    "mark_answered",
    "mark_assessed",
    "mark_booked",
    "mark_paid",
    "mark_unbooked",
    "stopped",
]


async def mark_assessed(life: Life, records: Records, number: str, fee: Money, now: int) -> bool:
    """Keep what the citizen owes; nothing owed is nothing to pay."""

    def assessed(before: Request) -> Request:
        needs = before.needs if fee.minor else before.needs & ~Need.PAYMENT
        return replace(before, due_fee=fee, needs=needs)

    return await _meet(life, records, number, Need.ASSESSMENT, Event.ASSESSED, now, assessed)


async def mark_paid(life: Life, records: Records, number: str, now: int) -> bool:
    """Say that the fee is paid in full; False: it was not due, so it has to be paid back."""
    return await _meet(life, records, number, Need.PAYMENT, Event.PAID, now)


async def mark_answered(
    life: Life, records: Records, number: str, eligible: bool, now: int
) -> bool:
    """Keep another body's answer; after a no, too, a person decides (Law No. 09-08, article 11)."""

    def answered(before: Request) -> Request:
        return replace(before, eligible=eligible)

    return await _meet(life, records, number, Need.ELIGIBILITY, Event.ANSWERED, now, answered)


async def mark_booked(life: Life, records: Records, number: str, now: int) -> bool:
    """Say that the citizen has an appointment."""
    return await _meet(life, records, number, Need.APPOINTMENT, Event.BOOKED, now, actor=CITIZEN)


async def mark_unbooked(
    life: Life, records: Records, number: str, now: int, *, by: Actor = CITIZEN
) -> bool:
    """Say that the appointment is cancelled: the request needs one again, and time stops."""

    def unbooked(before: Request) -> Request:
        if Need.APPOINTMENT in before.needs:
            raise StepRefusedError("there is no appointment")
        needing = replace(before, needs=before.needs | Need.APPOINTMENT)
        return stopped(life, needing, now)

    try:
        await take_step(records, number, Event.UNBOOKED, by, now, unbooked)
    except (RequestMissingError, StepRefusedError):
        return False
    return True


def stopped(life: Life, request: Request, now: int) -> Request:
    """Return a request whose clock is stopped, and that no clerk has any more."""
    free = replace(request, taken_by=None, taken_until=None, proposal=None, proposed_by=None)
    if request.due_at is None or request.is_overdue(now):
        return free
    deadline = life.service(request.service).deadline
    left = days_left(deadline, request.due_at, now, life.calendar)
    return replace(free, due_at=None, days_left=left)


async def _meet(
    life: Life,
    records: Records,
    number: str,
    need: Need,
    event: Event,
    now: int,
    change: Callable[[Request], Request] = lambda before: before,
    *,
    actor: Actor = COUNTER,
) -> bool:
    """Take a need from a request; the last one makes it complete."""

    def met(before: Request) -> Request:
        if need not in before.needs:
            raise StepRefusedError("that is not needed")
        return change(replace(before, needs=before.needs & ~need))

    try:
        after = await take_step(records, number, event, actor, now, met)
    except (RequestMissingError, StepRefusedError):
        return False
    await complete_if_ready(life, records, after, now)
    return True

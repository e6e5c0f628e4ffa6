"""Taking, changing and giving up a place; each is to be awaited in one unit of work."""

from dataclasses import replace
from datetime import date

from thiqa.counter.appointments.errors import NoAppointmentError, SlotFullError
from thiqa.counter.appointments.models import Appointment, FreeSlot, Slot
from thiqa.counter.appointments.records import Records
from thiqa.counter.appointments.slots import NOTICE_SECONDS, bounds_of, find_slot, slots_of_day
from thiqa.counter.catalogue.models import Appointment as Offer
from thiqa.counter.requests.by_citizen import find_own
from thiqa.counter.requests.by_others import mark_booked, mark_unbooked
from thiqa.counter.requests.errors import StepLostError
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Request, State

TRIES = 8
"""Each lost one is a change of the appointment by somebody else in the meantime."""


def offer_of(life: Life, request: Request) -> Offer:
    """Return what a request's service offers; raises NoAppointmentError."""
    offer = life.service(request.service).steps.appointment
    if offer is None:
        raise NoAppointmentError("the service needs no appointment")
    return offer


async def book(
    life: Life, records: Records, number: str, subject: str, place: str, starts_at: int, now: int
) -> Appointment:
    """Take a place in a slot; whoever had one gives it up in the same unit, and not before.

    Raises NoSuchSlotError, SlotFullError, NoAppointmentError; then everything is as it was.
    """
    for _ in range(TRIES):
        request = await find_own(records, number, subject)
        offer = offer_of(life, request)
        slot = find_slot(request.service, offer, life.calendar, place, starts_at, now)
        before = await records.appointments.get(number)
        held = None if before is None or before.is_cancelled else before
        if held is not None and held.slot_id == slot.id:
            return held
        _check_can_book(request, held, now)
        if not await records.appointments.take_place(slot):
            raise SlotFullError("no place is left")
        after = _appointment(request, slot, before, now)
        if await records.appointments.put(after):
            await _swap_places(life, records, request, held, now)
            return after
        await records.appointments.give_place_up(slot.id)
    raise StepLostError("the appointment was changed at the same time, again and again")


def _check_can_book(request: Request, held: Appointment | None, now: int) -> None:
    if request.state not in {State.SUBMITTED, State.WAITING}:
        raise NoAppointmentError("the request waits for no appointment")
    if held is not None and held.starts_at < now + NOTICE_SECONDS:
        raise NoAppointmentError("it is too late to change the appointment")


async def _swap_places(
    life: Life, records: Records, request: Request, held: Appointment | None, now: int
) -> None:
    """Let somebody else have the place before, and let the request go on with the new one."""
    if held is not None:
        await records.appointments.give_place_up(held.slot_id)
        await mark_unbooked(life, records, request.number, now)
    if not await mark_booked(life, records, request.number, now):
        raise NoAppointmentError("the request waits for no appointment")


async def cancel(life: Life, records: Records, number: str, subject: str, now: int) -> Appointment:
    """Give an appointment up; the request needs one again."""
    await find_own(records, number, subject)
    for _ in range(TRIES):
        held = await _held(records, number)
        if held.starts_at < now + NOTICE_SECONDS:
            raise NoAppointmentError("it is too late to cancel the appointment")
        after = await _give_up(records, held, now)
        if after is not None:
            await mark_unbooked(life, records, number, now)
            return after
    raise StepLostError("the appointment was changed at the same time, again and again")


async def free_place_of_withdrawn(records: Records, number: str, now: int) -> None:
    """Let somebody else have the place of a request that its citizen has withdrawn."""
    for _ in range(TRIES):
        held = await records.appointments.get(number)
        if held is None or held.is_cancelled or await _give_up(records, held, now):
            return
    raise StepLostError("the appointment was changed at the same time, again and again")


async def free_slots(
    life: Life, records: Records, service: str, offer: Offer, place: str, day: date, now: int
) -> list[FreeSlot]:
    """Return the slots of a day that have room."""
    first, after = bounds_of(day, life.calendar)
    taken = await records.appointments.taken_between(service, place, first, after)
    slots = slots_of_day(service, offer, life.calendar, place, day)
    left = [FreeSlot(slot, slot.capacity - taken.get(slot.id, 0)) for slot in slots]
    return [each for each in left if each.left > 0 and each.slot.starts_at >= now + NOTICE_SECONDS]


async def _held(records: Records, number: str) -> Appointment:
    held = await records.appointments.get(number)
    if held is None or held.is_cancelled:
        raise NoAppointmentError("there is no appointment")
    return held


async def _give_up(records: Records, held: Appointment, now: int) -> Appointment | None:
    """Return the appointment that is no more; None: it was changed at the same time."""
    after = replace(held, sequence=held.sequence + 1, is_cancelled=True, changed_at=now)
    if not await records.appointments.put(after):
        return None
    await records.appointments.give_place_up(held.slot_id)
    return after


def _appointment(request: Request, slot: Slot, before: Appointment | None, now: int) -> Appointment:
    return Appointment(
        number=request.number,
        slot_id=slot.id,
        place=slot.place,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=0 if before is None else before.sequence + 1,
        is_cancelled=False,
        changed_at=now,
    )

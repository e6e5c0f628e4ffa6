"""The slots that can be chosen: computed from the catalogue, so that nobody has to make them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from thiqa.counter.appointments.errors import NoSuchSlotError
from thiqa.counter.appointments.models import Slot
from thiqa.counter.catalogue.models import Appointment as Offer
from thiqa.counter.requests.calendar import Calendar

NOTICE_SECONDS = 3_600
"""Nobody chooses a time that begins sooner, or gives one up that does."""


def days_to_choose(offer: Offer, calendar: Calendar, now: int) -> tuple[date, ...]:
    """Return the days with slots, counted from the day that it is there."""
    today = calendar.day_of(now)
    days = (
        today + timedelta(days=number)
        for number in range(offer.earliest_days, offer.latest_days + 1)
    )
    return tuple(
        day for day in days if day.weekday() in offer.weekdays and not calendar.is_holiday(day)
    )


def slots_of_day(
    service: str, offer: Offer, calendar: Calendar, place: str, day: date
) -> Iterator[Slot]:
    """Return the slots of a place on a day, the first one first."""
    length = timedelta(minutes=offer.slot_minutes)
    begins = datetime.combine(day, offer.opens)
    closes = datetime.combine(day, offer.closes)
    while begins + length <= closes:
        starts_at = int(begins.replace(tzinfo=calendar.timezone).timestamp())
        yield Slot(service, place, starts_at, offer.slot_minutes, offer.capacity)
        begins += length


def find_slot(
    service: str, offer: Offer, calendar: Calendar, place: str, starts_at: int, now: int
) -> Slot:
    """Return a slot that can be chosen now; raises NoSuchSlotError."""
    if place not in {each.id for each in offer.places}:
        raise NoSuchSlotError("no such place")
    day = calendar.day_of(starts_at)
    if day not in days_to_choose(offer, calendar, now) or starts_at < now + NOTICE_SECONDS:
        raise NoSuchSlotError("not a day to choose")
    for slot in slots_of_day(service, offer, calendar, place, day):
        if slot.starts_at == starts_at:
            return slot
    raise NoSuchSlotError("no such time")


def bounds_of(day: date, calendar: Calendar) -> tuple[int, int]:
    """Return the first second of a day, and that of the next."""
    midnights = [
        datetime.combine(each, time.min, calendar.timezone)
        for each in (day, day + timedelta(days=1))
    ]
    first, after = (int(each.timestamp()) for each in midnights)
    return first, after

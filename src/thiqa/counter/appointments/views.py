"""What the citizen sees of appointments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from thiqa.counter.appointments.models import Appointment, FreeSlot
from thiqa.counter.catalogue.models import Appointment as Offer
from thiqa.counter.catalogue.models import Place, Texts


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """The part about the appointment on a request's page."""

    words: Texts
    place: Place | None
    """Where; None: there is no appointment."""
    starts_at: int | None
    choose_url: str | None
    """None: it cannot be chosen or changed any more."""
    cancel_url: str | None
    file_url: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A place or a day to choose."""

    value: str
    text: Texts
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Time:
    """A time to choose, as the clock at the place shows it."""

    starts_at: int
    clock: str
    left: int


@dataclass(frozen=True, slots=True)
class ChooseView:
    """The page to choose an appointment at: place and day, then time."""

    words: Texts
    places: tuple[Choice, ...]
    days: tuple[tuple[date, bool], ...]
    place: Place
    day: date
    times: tuple[Time, ...]
    url: str
    back_url: str
    trouble: str | None
    """An English message."""


def place_of(offer: Offer, place_id: str) -> Place | None:
    """Return a place of an offer, if it is still there."""
    return next((each for each in offer.places if each.id == place_id), None)


def times_of(slots: Iterable[FreeSlot], timezone: tzinfo) -> tuple[Time, ...]:
    """Return times as they are shown."""
    return tuple(
        Time(each.slot.starts_at, _clock(each.slot.starts_at, timezone), each.left)
        for each in slots
    )


def held(appointment: Appointment | None) -> Appointment | None:
    """Return an appointment that was not cancelled."""
    return None if appointment is None or appointment.is_cancelled else appointment


def _clock(moment: int, timezone: tzinfo) -> str:
    return datetime.fromtimestamp(moment, timezone).strftime("%H:%M")

"""Two hundred citizens want three places at once, in two processes, on both databases."""

import asyncio
from collections import Counter

import pytest

from counter_appointments import AGDAL, CARD, MONDAY_9, OFFER, ZAGORA
from counter_requests import CITIZEN, Office, WithOffices, at_two_offices, life
from thiqa.base import StorageUnavailableError
from thiqa.counter.appointments.booking import book, cancel, free_slots
from thiqa.counter.appointments.errors import (
    NoAppointmentError,
    NoSuchSlotError,
    SlotFullError,
)
from thiqa.counter.appointments.models import Appointment
from thiqa.counter.requests.errors import RequestMissingError

CITIZENS = 200


@pytest.fixture
def with_offices(counter_url: str) -> WithOffices:
    return at_two_offices(counter_url, life(CARD))


async def take(
    office: Office,
    number: str,
    subject: str = CITIZEN,
    place: str = AGDAL.id,
    starts_at: int = MONDAY_9,
) -> Appointment | str:
    try:
        return await office.run(
            lambda records: book(
                office.life, records, number, subject, place, starts_at, office.now
            )
        )
    except StorageUnavailableError:  # nothing was kept: a browser asks again
        return await take(office, number, subject, place, starts_at)
    except (SlotFullError, NoSuchSlotError, NoAppointmentError, RequestMissingError) as error:
        return type(error).__name__


async def left(office: Office, place: str = AGDAL.id) -> int:
    """Return how many places are left in the first slot."""
    day = office.life.calendar.day_of(MONDAY_9)
    slots = await office.run(
        lambda records: free_slots(office.life, records, CARD.id, OFFER, place, day, office.now)
    )
    return next((each.left for each in slots if each.slot.starts_at == MONDAY_9), 0)


def test_as_many_as_there_is_room_for(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        numbers = [
            (f"citizen-{n}", (await offices[0].draft(CARD, f"citizen-{n}")).number)
            for n in range(CITIZENS)
        ]
        for subject, number in numbers:
            await offices[0].submit(number, subject)
        outcomes = await asyncio.gather(
            *(
                take(offices[place % 2], number, subject)
                for place, (subject, number) in enumerate(numbers)
            )
        )
        counted = Counter(
            type(each) if isinstance(each, Appointment) else each for each in outcomes
        )
        assert counted == {Appointment: OFFER.capacity, "SlotFullError": CITIZENS - OFFER.capacity}
        assert await left(offices[0]) == 0

    with_offices(test)


def test_one_citizen_has_one_place_however_often_they_ask(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        number = await offices[0].submitted(CARD)
        outcomes = await asyncio.gather(*(take(offices[n % 2], number) for n in range(40)))
        assert {type(each) for each in outcomes} == {Appointment}
        assert await left(offices[0]) == OFFER.capacity - 1
        assert (await offices[0].events(number)).count("booked") == 1

    with_offices(test)


def test_who_changes_gives_the_place_before_back(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        office = offices[0]
        number = await office.submitted(CARD)
        await take(office, number)
        changed = await take(office, number, place=ZAGORA.id)
        assert isinstance(changed, Appointment)
        assert (changed.place, changed.sequence) == (ZAGORA.id, 1)
        assert (await left(office), await left(office, ZAGORA.id)) == (3, 2)
        assert (await office.events(number))[-3:] == ["unbooked", "booked", "completed"]

    with_offices(test)


def test_who_finds_the_new_slot_full_keeps_the_old_one(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        office = offices[0]
        mine = await office.submitted(CARD)
        await take(office, mine, place=ZAGORA.id)
        for n in range(OFFER.capacity):
            other = (await office.draft(CARD, f"other-{n}")).number
            await office.submit(other, f"other-{n}")
            await take(office, other, f"other-{n}")
        assert await take(office, mine) == "SlotFullError"
        assert (await left(office), await left(office, ZAGORA.id)) == (0, 2)
        assert "unbooked" not in await office.events(mine)

    with_offices(test)


def test_who_cancels_frees_the_place_once(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        office = offices[0]
        number = await office.submitted(CARD)
        await take(office, number)

        async def give_up(office: Office) -> str:
            try:
                await office.run(
                    lambda records: cancel(office.life, records, number, CITIZEN, office.now)
                )
            except NoAppointmentError:
                return "none"
            return "cancelled"

        outcomes = await asyncio.gather(*(give_up(offices[n % 2]) for n in range(20)))
        assert Counter(outcomes) == {"cancelled": 1, "none": 19}
        assert await left(office) == OFFER.capacity

    with_offices(test)


NOT_OFFERED = (
    (AGDAL.id, MONDAY_9 + 60),
    (AGDAL.id, MONDAY_9 - 86_400),
    (AGDAL.id, MONDAY_9 + 7_200),
    (AGDAL.id, MONDAY_9 + 30 * 86_400),
    (AGDAL.id, 0),
    ("elsewhere", MONDAY_9),
)


def test_a_time_that_is_not_offered_is_not_taken(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        number = await offices[0].submitted(CARD)
        for place, starts_at in NOT_OFFERED:
            outcome = await take(offices[0], number, place=place, starts_at=starts_at)
            assert outcome == "NoSuchSlotError", (place, starts_at)

    with_offices(test)


def test_nobody_books_for_somebody_else(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        number = await offices[0].submitted(CARD)
        assert await take(offices[0], number, "somebody-else") == "RequestMissingError"

    with_offices(test)

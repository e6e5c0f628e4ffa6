"""A line that breaks makes people press twice; two hundred times at once is the same thing."""

import asyncio

import pytest

from counter_requests import (
    ASKING,
    NOW,
    PAID,
    PLAIN,
    Office,
    WithOffice,
    WithOffices,
)
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen
from thiqa.counter.requests.errors import RequestError, StepRefusedError
from thiqa.counter.requests.models import Event

MANY = 200


def test_two_hundred_begins_open_one_draft(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        opened = await asyncio.gather(*(offices[n % 2].draft() for n in range(MANY)))
        assert len({draft.number for draft in opened}) == 1
        (office, _) = offices
        assert await office.events(opened[0].number) == ["opened"]

    with_offices(test)


def test_two_hundred_submits_are_one_step(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        number = (await offices[0].draft(PAID)).number
        results = await asyncio.gather(
            *(offices[n % 2].submit(number) for n in range(MANY)), return_exceptions=True
        )
        refused = [each for each in results if isinstance(each, BaseException)]
        assert len(refused) == MANY - 1
        assert all(isinstance(each, RequestError) for each in refused)
        assert await offices[0].events(number) == ["opened", "submitted"]

    with_offices(test)


def test_two_hundred_notices_of_one_payment_are_one_payment(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        number = await offices[0].submitted(PAID)
        taken = await asyncio.gather(*(offices[n % 2].pay(number) for n in range(MANY)))
        assert taken.count(True) == 1
        events = await offices[0].events(number)
        assert events == ["opened", "submitted", "paid", "completed"]

    with_offices(test)


def test_a_payment_counts_once_while_something_else_is_needed(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        number = await offices[0].submitted(ASKING)
        taken = await asyncio.gather(*(offices[n % 2].pay(number) for n in range(20)))
        assert taken.count(True) == 1
        assert await offices[0].events(number) == ["opened", "submitted", "paid"]

    with_offices(test)


def test_what_comes_in_at_the_same_moment_is_not_lost(with_offices: WithOffices) -> None:
    """A payment and an answer in two processes: neither sees the other, and both count."""

    async def test(offices: tuple[Office, Office]) -> None:
        one, other = offices
        numbers = [(await one.draft(ASKING, f"citizen {n}")).number for n in range(20)]
        for n, number in enumerate(numbers):
            await one.submit(number, f"citizen {n}")
        await asyncio.gather(
            *(one.pay(number) for number in numbers),
            *(other.answer(number) for number in numbers),
        )
        for number in numbers:
            assert (await one.events(number))[-1] == "completed"

    with_offices(test)


def test_the_key_of_a_form_is_good_for_once(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        used = await asyncio.gather(
            *(
                office.run(lambda records: records.requests.use_form_key(b"key", NOW + 60))
                for _ in range(MANY)
            )
        )
        assert used.count(True) == 1

    with_office(test)


def test_a_form_that_comes_late_does_not_change_what_was_submitted(
    with_offices: WithOffices,
) -> None:
    """Whoever is first, a clerk sees what the citizen saw when they submitted it."""

    async def test(offices: tuple[Office, Office]) -> None:
        one, other = offices
        for n in range(20):
            number = (await one.draft(PLAIN, f"citizen {n}")).number
            await asyncio.gather(
                *(offices[m % 2].keep(number, str(m), f"citizen {n}") for m in range(6)),
                _submit_what_is_typed(other, number, f"citizen {n}"),
                return_exceptions=True,
            )
            steps = await one.steps(number)
            (submitted,) = (step for step in steps if step.event is Event.SUBMITTED)
            assert (await one.fields(number))["reason"] == SEEN.pop(number), submitted

    with_offices(test)


SEEN: dict[str, str] = {}
"""What stood in the form when it was submitted, by the request's number."""


async def _submit_what_is_typed(office: Office, number: str, subject: str) -> None:
    async def unit(records: Records) -> str:
        await by_citizen.hold_form(records, number, subject, NOW)
        typed = (await records.requests.fields(number)).get("reason", "nothing")
        if typed == "nothing":
            typed = "in the end"
            await records.requests.put_fields(number, {"reason": typed}, NOW)
        await by_citizen.submit(office.life, records, number, subject, NOW)
        return typed

    SEEN[number] = await office.run(unit)


def test_a_form_is_closed_once_it_was_submitted(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        with pytest.raises(StepRefusedError):
            await office.keep(number, "later")
        assert await office.fields(number) == {}

    with_office(test)

"""Two clerks who press at the same time: one has the file, and only that one decides."""

import asyncio

import pytest

from counter_requests import FIRST, SECOND, Office, WithOffice, WithOffices
from thiqa.counter.requests import by_clerk
from thiqa.counter.requests.errors import FileTakenError, RequestError, StepRefusedError
from thiqa.counter.requests.models import Clerk

MANY = 100


def test_of_a_hundred_clerks_one_has_the_file(with_offices: WithOffices) -> None:
    async def test(offices: tuple[Office, Office]) -> None:
        number = await offices[0].submitted()
        clerks = [Clerk(f"clerk-{n}", "police") for n in range(MANY)]
        results = await asyncio.gather(
            *(offices[n % 2].take(number, clerk) for n, clerk in enumerate(clerks)),
            return_exceptions=True,
        )
        taken = [each for each in results if not isinstance(each, BaseException)]
        assert len(taken) == 1
        assert all(
            isinstance(each, RequestError) for each in results if isinstance(each, BaseException)
        )
        assert (await offices[0].events(number)).count("taken") == 1

    with_offices(test)


def test_who_has_not_taken_the_file_neither_reads_nor_decides(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        await office.take(number)
        for attempt in (
            office.decide(number, SECOND),
            office.ask_back(number, SECOND),
            office.take(number, SECOND),
            office.read_file(number, SECOND),
            office.give_back(number, SECOND),
        ):
            with pytest.raises(FileTakenError):
                await attempt

    with_office(test)


def test_a_file_that_was_had_too_long_is_decided_by_nobody(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        await office.take(number)
        office.now += by_clerk.TAKEN_SECONDS
        with pytest.raises(FileTakenError):
            await office.decide(number)

    with_office(test)


def test_a_request_that_was_withdrawn_is_not_decided(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        await office.take(number)
        await office.withdraw(number)
        with pytest.raises((FileTakenError, StepRefusedError)):
            await office.decide(number, FIRST)

    with_office(test)

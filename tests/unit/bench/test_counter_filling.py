"""The benchmark's requests are what the counter would have written."""

import asyncio

import pytest

from bench.counter.filling import fill
from bench.counter.lives import READS, SERVICE, WRITES, Walk, new_life, number_of, subject_of
from counter_databases import CounterUnits
from thiqa.counter.database import CounterDatabase
from thiqa.counter.requests.models import Event, State
from thiqa.counter.requests.numbers import parse_number

REQUESTS = 70


@pytest.fixture
def filled(counter_units: CounterUnits) -> CounterUnits:
    asyncio.run(fill(counter_units.url, new_life().service(SERVICE), 0, REQUESTS))
    return counter_units


def test_each_request_of_the_filling_is_read_with_its_steps_and_fields(
    filled: CounterUnits,
) -> None:
    async def look(database: CounterDatabase) -> None:
        for number in range(REQUESTS):
            name = number_of(number)
            assert parse_number(name) == name
            request = await database.read(lambda records, name=name: records.requests.get(name))
            assert request is not None
            assert request.subject == subject_of(number)
            steps = await database.read(lambda records, name=name: records.requests.steps(name))
            assert [step.place for step in steps] == list(range(1, request.revision + 1))
            assert steps[0].event is Event.OPENED
            assert (steps[-1].event is Event.DELIVERED) is (request.state is State.DELIVERED)
            assert await database.read(lambda records, name=name: records.requests.fields(name))

    filled.with_database(look)


def test_a_measured_life_goes_from_the_draft_to_the_document(filled: CounterUnits) -> None:
    walk = Walk(new_life(), 1)

    async def go(database: CounterDatabase) -> None:
        for name in WRITES:
            await database.run(getattr(walk, name))
        for name in READS:
            await database.read(getattr(walk, name))
        (request,) = await database.read(
            lambda records: records.requests.list_of_citizen(walk.subject, 2)
        )
        assert request.state is State.DELIVERED

    filled.with_database(go)

"""Tasks are done at least once, at their time, by one at a time."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from counter_databases import CounterUnits
from fake_provider import NOW, Clock
from thiqa.base import StorageUnavailableError
from thiqa.counter.database import CounterDatabase
from thiqa.counter.records import Records
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task
from thiqa.counter.tasks.store import CANDIDATES_OF_A_KIND
from thiqa.counter.tasks.worker import (
    FIRST_DELAY_SECONDS,
    HELD_SECONDS,
    LONGEST_DELAY_SECONDS,
    delay_after,
    do_what_is_due,
    every,
    work_forever,
)
from thiqa.database import StatementRefusedError

KIND, KEY = "notice", "request-1"


class Handlers:
    """Notes what it is told, and does with it what a test wants."""

    def __init__(self, then: Callable[[Task], None] = lambda _: None) -> None:
        self.told: list[Task] = []
        self._then = then

    async def __call__(self, task: Task) -> None:
        self.told.append(task)
        self._then(task)


def leave(key: str = KEY, due_at: int = NOW, kind: str = KIND) -> Callable[[Records], Any]:
    return lambda records: records.tasks.leave(kind, key, due_at)


def with_database(units: CounterUnits, test: Callable[[CounterDatabase], Any]) -> None:
    units.with_database(test)


def test_a_task_is_done_once_when_it_is_due(counter_units: CounterUnits) -> None:
    handler, clock = Handlers(), Clock()

    async def test(database: CounterDatabase) -> None:
        await database.run(leave(due_at=NOW + 5))
        assert await do_what_is_due(database, {KIND: handler}, clock) == 0
        clock.now += 5
        assert await do_what_is_due(database, {KIND: handler}, clock) == 1
        clock.now += 2 * HELD_SECONDS
        assert await do_what_is_due(database, {KIND: handler}, clock) == 0

    with_database(counter_units, test)
    assert [(task.kind, task.key, task.attempts) for task in handler.told] == [(KIND, KEY, 1)]


def test_a_task_that_fails_comes_back_later_and_later(counter_units: CounterUnits) -> None:
    def fail(_: Task) -> None:
        raise LookupError("not now")

    handler, clock = Handlers(fail), Clock()

    async def test(database: CounterDatabase) -> None:
        await database.run(leave())
        assert await do_what_is_due(database, {KIND: handler}, clock) == 1
        clock.now += FIRST_DELAY_SECONDS - 1
        assert await do_what_is_due(database, {KIND: handler}, clock) == 0
        clock.now += 1
        assert await do_what_is_due(database, {KIND: handler}, clock) == 1
        clock.now += FIRST_DELAY_SECONDS
        assert await do_what_is_due(database, {KIND: handler}, clock) == 0
        clock.now += FIRST_DELAY_SECONDS
        assert await do_what_is_due(database, {KIND: handler}, clock) == 1

    with_database(counter_units, test)
    assert [task.attempts for task in handler.told] == [1, 2, 3]
    assert delay_after(1_000) == LONGEST_DELAY_SECONDS


def test_a_handler_says_when_to_try_again(counter_units: CounterUnits) -> None:
    def wait(_: Task) -> None:
        raise TryLaterError("no answer yet", seconds=90)

    handler, clock = Handlers(wait), Clock()

    async def test(database: CounterDatabase) -> None:
        await database.run(leave())
        await do_what_is_due(database, {KIND: handler}, clock)
        clock.now += 89
        assert await do_what_is_due(database, {KIND: handler}, clock) == 0
        clock.now += 1
        assert await do_what_is_due(database, {KIND: handler}, clock) == 1

    with_database(counter_units, test)


def test_a_task_left_while_somebody_is_at_it_is_done_anew(counter_units: CounterUnits) -> None:
    """Also when it is left for the very second until which it is held."""

    async def test(database: CounterDatabase) -> None:
        for due_at in (NOW, NOW + HELD_SECONDS):
            await database.run(leave())
            (task,) = await database.run(
                lambda records: records.tasks.claim([KIND], NOW, NOW + HELD_SECONDS)
            )
            await database.run(leave(due_at=due_at))
            await database.run(lambda records, task=task: records.tasks.drop(task))
            assert await database.read(lambda records: records.tasks.has_due(NOW + HELD_SECONDS))

    with_database(counter_units, test)


def test_what_a_process_held_that_died_is_begun_anew_by_another(
    counter_units: CounterUnits,
) -> None:
    handler, clock = Handlers(), Clock()

    async def test(database: CounterDatabase) -> None:
        await database.run(leave())
        await database.run(lambda records: records.tasks.claim([KIND], NOW, NOW + HELD_SECONDS))
        clock.now += HELD_SECONDS - 1
        assert await do_what_is_due(database, {KIND: handler}, clock) == 0
        clock.now += 1
        assert await do_what_is_due(database, {KIND: handler}, clock) == 1

    with_database(counter_units, test)
    assert [task.attempts for task in handler.told] == [2]


def test_a_worker_outlives_a_database_that_is_away(counter_units: CounterUnits) -> None:
    done = asyncio.Event()

    class AwayAtFirst:
        """Fails once in each way, then does what it is asked."""

        def __init__(self, database: CounterDatabase) -> None:
            self._database = database
            self._errors: list[Exception] = [
                StorageUnavailableError("away"),
                StatementRefusedError("refused"),
            ]

        async def read(self, unit: Any) -> Any:
            if self._errors:
                raise self._errors.pop()
            return await self._database.read(unit)

        async def run(self, unit: Any) -> Any:
            return await self._database.run(unit)

    async def finish(_: Task) -> None:
        done.set()

    async def test(database: CounterDatabase) -> None:
        await database.run(leave())
        worker = asyncio.create_task(work_forever(AwayAtFirst(database), {KIND: finish}, Clock()))
        async with asyncio.timeout(20):
            await done.wait()
        worker.cancel()

    with_database(counter_units, test)


def test_a_kind_that_is_not_ours_is_left_to_others(counter_units: CounterUnits) -> None:
    handler = Handlers()

    async def test(database: CounterDatabase) -> None:
        await database.run(leave(kind="newer"))
        await database.run(leave())
        assert await do_what_is_due(database, {KIND: handler}, Clock()) == 1
        assert await database.read(lambda records: records.tasks.has_due(NOW))

    with_database(counter_units, test)


def test_a_kind_with_many_tasks_delays_no_other(counter_units: CounterUnits) -> None:
    many, other = Handlers(), Handlers()

    async def test(database: CounterDatabase) -> None:
        for number in range(CANDIDATES_OF_A_KIND + 3):
            await database.run(leave(f"{number}", due_at=NOW - 9))
        await database.run(leave(kind="other"))
        await do_what_is_due(database, {KIND: many, "other": other}, Clock())

    with_database(counter_units, test)
    assert (len(many.told), len(other.told)) == (CANDIDATES_OF_A_KIND, 1)


def test_what_is_regular_is_left_once_and_comes_again(counter_units: CounterUnits) -> None:
    done: list[int] = []
    clock = Clock()

    async def work() -> None:
        done.append(clock())

    async def test(database: CounterDatabase) -> None:
        handlers = {KIND: every(3_600, work)}
        for _ in range(3):
            await database.run(lambda records: records.tasks.ensure(KIND, "", NOW))
            await do_what_is_due(database, handlers, clock)
        clock.now += 3_600
        await do_what_is_due(database, handlers, clock)

    with_database(counter_units, test)
    assert done == [NOW, NOW + 3_600]


@pytest.mark.parametrize("processes", [1, 2])
def test_one_of_many_claims_takes_a_task(counter_url: str, processes: int) -> None:
    async def main() -> None:
        async with CounterDatabase(counter_url) as one, CounterDatabase(counter_url) as other:
            await one.run(leave())
            databases = (one, other)[:processes]
            claims = await asyncio.gather(
                *(
                    databases[number % processes].run(
                        lambda records: records.tasks.claim([KIND], NOW, NOW + HELD_SECONDS)
                    )
                    for number in range(60)
                )
            )
            assert sum(map(len, claims)) == 1

    asyncio.run(main())

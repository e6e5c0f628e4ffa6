import asyncio
from typing import Any

import pytest

from drawers import Database, Drawers, WithDatabase
from thiqa.base import StorageUnavailableError
from thiqa.database import StatementRefusedError, UnitOfWorkError, UnstorableValueError


def test_what_a_unit_writes_is_read_by_the_next(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        assert await database.run(lambda drawers: drawers.put(b"a", 7, "ثقة"))
        assert await database.read(lambda drawers: drawers.get(b"a")) == 7
        assert await database.read(lambda drawers: drawers.label(b"a")) == "ثقة"
        assert await database.read(lambda drawers: drawers.get(b"b")) is None

    with_drawers(test)


def test_many_units_at_once_all_get_their_own_answer(with_drawers: WithDatabase) -> None:
    async def work(drawers: Drawers, number: int) -> tuple[Any, ...]:
        id = number.to_bytes(2, "big")
        await drawers.put(id, number)
        return await drawers.add(id, 1000), await drawers.get(id)

    async def test(database: Database) -> None:
        answers = await asyncio.gather(
            *(database.run(lambda drawers, n=n: work(drawers, n)) for n in range(600))
        )
        assert answers == [(n + 1000, n + 1000) for n in range(600)]
        assert await database.read(lambda drawers: drawers.count_above(-1)) == 600

    with_drawers(test)


def test_one_of_many_takes_a_row(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        await database.run(lambda drawers: drawers.put(b"a", 1))
        taken = await asyncio.gather(
            *(database.run(lambda drawers: drawers.take(b"a")) for _ in range(50))
        )
        assert sorted(map(str, taken)) == ["1"] + ["None"] * 49

    with_drawers(test)


def test_one_of_many_makes_a_row(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        made = await asyncio.gather(
            *(database.run(lambda drawers, n=n: drawers.put(b"a", n)) for n in range(50))
        )
        assert made.count(True) == 1
        assert await database.read(lambda drawers: drawers.get(b"a")) == made.index(True)

    with_drawers(test)


def test_read_then_write_of_one_row_loses_nothing_within_a_process(
    with_drawers: WithDatabase,
) -> None:
    async def increment(drawers: Drawers) -> None:
        number = await drawers.get(b"a")
        assert number is not None
        await drawers.replace(b"a", number + 1)

    async def test(database: Database) -> None:
        await database.run(lambda drawers: drawers.put(b"a", 0))
        await asyncio.gather(*(database.run(increment) for _ in range(40)))
        assert await database.read(lambda drawers: drawers.get(b"a")) == 40

    with_drawers(test)


def test_units_that_want_each_others_rows_both_end(with_drawers: WithDatabase) -> None:
    async def move(drawers: Drawers, source: bytes, target: bytes) -> None:
        await drawers.add(source, -1)
        await drawers.add(target, 1)

    async def test(database: Database) -> None:
        await database.run(lambda drawers: drawers.put(b"a", 10))
        await database.run(lambda drawers: drawers.put(b"b", 10))
        await asyncio.gather(
            database.run(lambda drawers: move(drawers, b"a", b"b")),
            database.run(lambda drawers: move(drawers, b"b", b"a")),
        )
        assert await database.read(lambda drawers: drawers.get(b"a")) == 10
        assert await database.read(lambda drawers: drawers.get(b"b")) == 10

    with_drawers(test)


def test_lists_go_to_who_asked_in_their_order(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        for number in (3, 1, 2):
            await database.run(lambda drawers, n=number: drawers.put(b"%d" % n, n, "x"))
        await database.run(lambda drawers: drawers.put(b"y", 9, "y"))
        lists = await asyncio.gather(
            *(
                database.run(lambda drawers, label=label: drawers.with_label(label))
                for label in "xyzx"
            )
        )
        assert lists == [[1, 2, 3], [9], [], [1, 2, 3]]

    with_drawers(test)


def test_a_write_of_many_rows_gives_them_to_one(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        for number in range(3):
            await database.run(lambda drawers, n=number: drawers.put(b"%d" % n, n, "x"))
        emptied = await asyncio.gather(
            *(database.run(lambda drawers: drawers.empty_label("x")) for _ in range(3))
        )
        assert sorted(emptied) == [[], [], [0, 1, 2]]

    with_drawers(test)


def test_one_unit_asks_with_many_keys_at_once(with_drawers: WithDatabase) -> None:
    async def work(drawers: Drawers, *ids: bytes) -> tuple[Any, Any]:
        return await drawers.put_each(*((id, id[0]) for id in ids)), await drawers.get_each(*ids)

    async def test(database: Database) -> None:
        answers = await asyncio.gather(
            database.run(lambda drawers: work(drawers, b"c", b"a", b"b")),
            database.run(lambda drawers: work(drawers, b"d", b"b")),
            database.run(work),
        )
        assert answers[0] == ([True] * 3, [99, 97, 98])
        assert answers[1] == ([True, False], [100, 98])
        assert answers[2] == ([], [])
        await database.run(lambda drawers: drawers.put(b"x", 1, "x"))
        assert await database.read(lambda drawers: drawers.with_each_label("y", "x")) == [[], [1]]
        with pytest.raises(UnitOfWorkError):
            await database.run(lambda drawers: drawers.put_each((b"a", 1), (b"a", 1)))

    with_drawers(test)


def test_statements_without_a_key_answer_each_caller(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        for number in range(5):
            await database.run(lambda drawers, n=number: drawers.put(b"%d" % n, n))
        counts = await asyncio.gather(
            *(database.run(lambda drawers, n=n: drawers.count_above(n)) for n in (0, 3, 0, 9))
        )
        assert counts == [4, 1, 4, 0]

    with_drawers(test)


def test_a_unit_that_raises_after_it_wrote_is_undone_alone(with_drawers: WithDatabase) -> None:
    async def write(drawers: Drawers, number: int) -> int:
        await drawers.put(b"%d" % number, number)
        if number == 7:
            raise LookupError("seven")
        return number

    async def test(database: Database) -> None:
        answers = await asyncio.gather(
            *(database.run(lambda drawers, n=n: write(drawers, n)) for n in range(20)),
            return_exceptions=True,
        )
        assert [a for a in answers if a not in range(20)] == [answers[7]]
        assert isinstance(answers[7], LookupError)
        assert await database.read(lambda drawers: drawers.count_above(-1)) == 19
        assert await database.read(lambda drawers: drawers.get(b"7")) is None

    with_drawers(test)


def test_a_unit_that_raises_before_it_wrote_fails_alone(with_drawers: WithDatabase) -> None:
    started = 0

    async def refuse(drawers: Drawers) -> None:
        if await drawers.take(b"missing") is None:
            raise LookupError("missing")

    async def write(drawers: Drawers, number: int) -> None:
        nonlocal started
        started += 1
        await drawers.put(b"%d" % number, number)

    async def test(database: Database) -> None:
        answers = await asyncio.gather(
            database.run(refuse),
            *(database.run(lambda drawers, n=n: write(drawers, n)) for n in range(20)),
            return_exceptions=True,
        )
        assert isinstance(answers[0], LookupError)
        assert answers[1:] == [None] * 20
        assert started == 20, "nothing was run twice"

    with_drawers(test)


def test_a_unit_that_the_database_refuses_fails_alone(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        await database.run(lambda drawers: drawers.put(b"7"))
        answers = await asyncio.gather(
            *(
                database.run(lambda drawers, n=n: drawers.insert_or_fail(b"%d" % n))
                for n in range(20)
            ),
            return_exceptions=True,
        )
        assert isinstance(answers[7], StatementRefusedError)
        assert answers.count(None) == 19
        assert await database.read(lambda drawers: drawers.count_above(-1)) == 20

    with_drawers(test)


@pytest.mark.parametrize("label", ["a\0b", "\udc00"])
def test_an_unstorable_text_is_refused_inside_its_unit(
    with_drawers: WithDatabase, label: str
) -> None:
    async def test(database: Database) -> None:
        poisoned = database.run(lambda drawers: drawers.put(b"p", 1, label))
        others = [database.run(lambda drawers, n=n: drawers.put(b"%d" % n, n)) for n in range(20)]
        answers = await asyncio.gather(poisoned, *others, return_exceptions=True)
        assert isinstance(answers[0], UnstorableValueError)
        assert answers[1:] == [True] * 20

    with_drawers(test)


def test_a_unit_may_await_nothing_else(with_drawers: WithDatabase) -> None:
    async def sleep(drawers: Drawers) -> None:
        await asyncio.sleep(0)

    async def wait(drawers: Drawers) -> None:
        await drawers.put(b"w")
        await asyncio.get_running_loop().create_future()

    async def test(database: Database) -> None:
        answers = await asyncio.gather(
            database.run(sleep),
            database.run(wait),
            database.run(lambda drawers: drawers.put(b"a")),
            return_exceptions=True,
        )
        assert isinstance(answers[0], UnitOfWorkError)
        assert isinstance(answers[1], UnitOfWorkError)
        assert answers[2] is True
        assert await database.read(lambda drawers: drawers.get(b"w")) is None
        with pytest.raises(UnitOfWorkError):
            await database.read(sleep)

    with_drawers(test)


def test_a_reading_unit_may_not_write(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        with pytest.raises(UnitOfWorkError):
            await database.read(lambda drawers: drawers.put(b"a"))
        await database.run(lambda drawers: drawers.put(b"b"))
        with pytest.raises(UnitOfWorkError):
            await database.read(lambda drawers: drawers.put(b"a"))
        assert await database.read(lambda drawers: drawers.get(b"a")) is None

    with_drawers(test)


def test_what_a_reading_unit_raises_comes_out(with_drawers: WithDatabase) -> None:
    async def refuse(drawers: Drawers) -> None:
        await drawers.get(b"a")
        raise LookupError("a")

    async def test(database: Database) -> None:
        with pytest.raises(LookupError):
            await database.read(refuse)

    with_drawers(test)


def test_a_caller_that_goes_away_does_not_break_the_group(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(database.run(lambda drawers, n=n: drawers.put(b"%d" % n, n)))
                for n in range(30)
            ]
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            for task in tasks[::3]:
                task.cancel()
        assert all(task.cancelled() or task.result() for task in tasks)
        kept = [task for task in tasks if not task.cancelled()]
        assert len(kept) == 20
        for task in kept:
            number = tasks.index(task)
            assert await database.read(lambda drawers, n=number: drawers.get(b"%d" % n)) == number

    with_drawers(test)


def test_closing_finishes_what_waits_and_takes_no_more(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        waiting = [
            asyncio.ensure_future(database.run(lambda drawers, n=n: drawers.put(b"%d" % n, n)))
            for n in range(300)
        ]
        await asyncio.sleep(0)
        await database.close()
        assert all(task.done() and task.result() for task in waiting)
        with pytest.raises(StorageUnavailableError):
            await database.run(lambda drawers: drawers.put(b"late"))
        with pytest.raises(StorageUnavailableError):
            await database.read(lambda drawers: drawers.get(b"late"))

    with_drawers(test)

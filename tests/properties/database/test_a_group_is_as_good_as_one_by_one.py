"""Units in a group have the effect that they have one by one, in the order in which they end."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawers import SQLITE_TABLE, Drawers
from thiqa.database import Row, StatementRefusedError, open_with
from thiqa.database.call import Call
from thiqa.database.group import Lanes
from thiqa.database.refusal import refuse_the_spoiled
from thiqa.database.rounds import run_in_rounds
from thiqa.database.statement import AnyStatement, Values

ALL_KEYS = (b"a", b"b", b"c")
KEYS = st.sampled_from(ALL_KEYS)
NUMBERS = st.integers(0, 9)
STEPS = st.one_of(
    st.tuples(st.just("put"), KEYS, NUMBERS),
    st.tuples(st.just("replace"), KEYS, NUMBERS),
    st.tuples(st.just("insert_or_fail"), KEYS, NUMBERS),
    st.tuples(st.just("take"), KEYS),
    st.tuples(st.just("get"), KEYS),
    st.tuples(st.just("add"), KEYS, NUMBERS),
    st.tuples(st.just("get_each"), KEYS, st.just(b"d")),
    st.tuples(st.just("double"), KEYS),
    st.tuples(st.just("fail")),
)
GROUPS = st.lists(st.lists(STEPS, min_size=1, max_size=5), min_size=1, max_size=10)

Steps = Sequence[tuple[Any, ...]]
Unit = Callable[[Drawers], Coroutine[Any, Any, list[Any]]]


def _unit(number: int, steps: Steps, ended: list[int]) -> Unit:
    async def run(drawers: Drawers) -> list[Any]:
        answers = [await _take_step(drawers, *step) for step in steps]
        ended.append(number)
        return answers

    return run


async def _take_step(drawers: Drawers, name: str, *arguments: Any) -> Any:
    if name == "fail":
        raise LookupError(name)
    if name == "double":
        number = await drawers.get(*arguments)
        await drawers.replace(*arguments, 0 if number is None else (2 * number + 1) % 1000)
        return number
    return await getattr(drawers, name)(*arguments)


async def _state(drawers: Drawers) -> list[Any]:
    return await drawers.get_each(*ALL_KEYS)


class _Memory:
    """The lock-step driver on a database in memory, with real SQL."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute(SQLITE_TABLE)

    async def run(self, calls: Sequence[Call]) -> None:
        self._connection.execute("BEGIN")
        try:
            await run_in_rounds(calls, self._execute)
            refuse_the_spoiled(calls)
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    async def close(self) -> None:
        self._connection.close()

    async def _execute(self, statement: AnyStatement, rows: Sequence[Values]) -> list[Row]:
        found: list[Row] = []
        for values in rows:
            found += self._connection.execute(statement.sqlite_sql, values).fetchall()
        return found


async def _check(database: Any, group: Sequence[Steps]) -> None:
    """Run a group, then its successful units one by one elsewhere, and compare everything."""
    ended: list[int] = []
    answers = await asyncio.gather(
        *(database.run(_unit(number, steps, ended)) for number, steps in enumerate(group)),
        return_exceptions=True,
    )
    for answer in answers:
        assert isinstance(answer, list | LookupError | StatementRefusedError)
    kept = [number for number in ended if isinstance(answers[number], list)]
    last_ends = list(dict.fromkeys(reversed(kept)))[::-1]  # who was put back ended twice
    alone = Lanes(Drawers(), [_Memory()])
    for number in last_ends:
        assert await alone.run(_unit(number, group[number], [])) == answers[number]
    assert await database.run(_state) == await alone.run(_state)
    await alone.close()


@given(GROUPS)
@settings(max_examples=200, deadline=None)
def test_the_lock_step_driver_is_as_good_as_one_by_one(group: Sequence[Steps]) -> None:
    async def main() -> None:
        lanes = Lanes(Drawers(), [_Memory()])
        await _check(lanes, group)
        await lanes.close()

    asyncio.run(main())


@given(group=GROUPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_group_on_a_real_database_is_as_good_as_one_by_one(
    drawer_url: str, group: Sequence[Steps]
) -> None:
    async def main() -> None:
        database = await open_with(drawer_url, Drawers())
        try:
            for key in ALL_KEYS:
                await database.run(lambda drawers, key=key: drawers.take(key))
            await _check(database, group)
        finally:
            await database.close()

    asyncio.run(main())

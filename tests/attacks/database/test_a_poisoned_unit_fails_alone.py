"""One caller's bad data or bad luck is not its companions'."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from drawers import Database, Drawers, WithDatabase

COMPANIONS = 20
Poison = Callable[[Drawers], Coroutine[Any, Any, Any]]


async def _raise_after_writing(drawers: Drawers) -> None:
    await drawers.put(b"poison", 1)
    await drawers.add(b"poison", 1)
    raise LookupError("after it wrote")


async def _overflow_in_the_database(drawers: Drawers) -> None:
    await drawers.put(b"poison", 2**63 - 1)
    await drawers.add(b"poison", 1)


POISONS: dict[str, Poison] = {
    "NUL in a text": lambda drawers: drawers.put(b"poison", 1, "a\0b"),
    "half a character": lambda drawers: drawers.put(b"poison", 1, "\ud83d"),
    "integer of 65 bits": lambda drawers: drawers.put(b"poison", 2**64),
    "bytes in a text": lambda drawers: drawers.put(b"poison", 1, b"bytes"),  # type: ignore[arg-type]
    "text in a key of bytes": lambda drawers: drawers.put("poison", 1),  # type: ignore[arg-type]
    "a key that is a list": lambda drawers: drawers.put([1], 1),  # type: ignore[arg-type]
    "a constraint": lambda drawers: drawers.insert_or_fail(b"there"),
    "raises after it wrote": _raise_after_writing,
    "overflow in the database": _overflow_in_the_database,
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_a_poisoned_unit_fails_alone(with_drawers: WithDatabase, poison: Poison) -> None:
    async def companion(drawers: Drawers, number: int) -> None:
        await drawers.put(b"%d" % number, number)
        assert await drawers.get(b"%d" % number) == number

    async def test(database: Database) -> None:
        await database.run(lambda drawers: drawers.put(b"there"))
        half = COMPANIONS // 2
        answers = await asyncio.gather(
            *(database.run(lambda drawers, n=n: companion(drawers, n)) for n in range(half)),
            database.run(poison),
            *(
                database.run(lambda drawers, n=n: companion(drawers, n))
                for n in range(half, COMPANIONS)
            ),
            return_exceptions=True,
        )
        assert isinstance(answers.pop(half), Exception)
        assert answers == [None] * COMPANIONS
        assert await database.read(lambda drawers: drawers.get(b"poison")) is None
        assert await database.read(lambda drawers: drawers.count_above(-1)) == COMPANIONS + 1

    with_drawers(test)


def test_many_poisoned_units_leave_the_others_alone(with_drawers: WithDatabase) -> None:
    async def test(database: Database) -> None:
        await database.run(lambda drawers: drawers.put(b"there"))
        answers = await asyncio.gather(
            *(
                database.run(
                    lambda drawers, n=n: drawers.insert_or_fail(b"there" if n % 3 else b"%d" % n)
                )
                for n in range(60)
            ),
            return_exceptions=True,
        )
        assert [answer is None for answer in answers] == [n % 3 == 0 for n in range(60)]

    with_drawers(test)

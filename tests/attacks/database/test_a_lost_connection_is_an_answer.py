"""PostgreSQL goes away: everybody is told, nothing is kept, and it is found again by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from drawers import Database, Drawers, make_drawers
from postgres_server import PostgresServer
from thiqa.base import StorageUnavailableError
from thiqa.database import open_with

COMPANIONS = 20

_KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'thiqa'"
_BLOCKED = "SELECT 1 FROM pg_locks WHERE NOT granted"


@pytest.fixture
def url(postgres_url: str) -> str:
    make_drawers(postgres_url)
    return postgres_url


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[Database, "asyncpg.Connection[Any]"]]:
    database = await open_with(url, Drawers())
    other = await asyncpg.connect(url)
    try:
        yield database, other
    finally:
        await other.close()
        await database.close()


async def _until_blocked(other: "asyncpg.Connection[Any]") -> None:
    while not await other.fetch(_BLOCKED):  # noqa: ASYNC110  # another process is waited for
        await asyncio.sleep(0.01)


async def _write(drawers: Drawers, number: int) -> None:
    await drawers.put(b"%d" % number, number)
    await drawers.add(b"held", 1)


def test_a_killed_connection_fails_its_group_and_comes_back(url: str) -> None:
    async def main() -> None:
        async with _opened(url) as (database, other):
            await database.run(lambda drawers: drawers.put(b"held", 0))
            transaction = other.transaction()
            await transaction.start()
            await other.execute("UPDATE drawer SET number = 5 WHERE id = 'held'")
            group = asyncio.gather(
                *(database.run(lambda drawers, n=n: _write(drawers, n)) for n in range(COMPANIONS)),
                return_exceptions=True,
            )
            await _until_blocked(other)
            await other.execute(_KILL)
            answers = await group
            assert all(isinstance(answer, StorageUnavailableError) for answer in answers)
            await transaction.rollback()
            assert await database.read(lambda drawers: drawers.count_above(0)) == 0
            await database.run(lambda drawers: _write(drawers, 1))
            assert await database.read(lambda drawers: drawers.count_above(0)) == 2

    asyncio.run(main())


def test_a_group_does_not_wait_for_ever_for_rows_of_another(url: str) -> None:
    async def main() -> None:
        async with _opened(url) as (database, other):
            await database.run(lambda drawers: drawers.put(b"held", 0))
            transaction = other.transaction()
            await transaction.start()
            await other.execute("UPDATE drawer SET number = 5 WHERE id = 'held'")
            with pytest.raises(StorageUnavailableError):
                await database.run(lambda drawers: drawers.add(b"held", 1))
            assert await database.run(lambda drawers: drawers.put(b"other", 0))
            await transaction.rollback()
            assert await database.run(lambda drawers: drawers.add(b"held", 1)) == 1

    asyncio.run(main())


def test_a_table_that_is_changed_meanwhile_is_not_noticed(url: str) -> None:
    async def main() -> None:
        async with _opened(url) as (database, other):
            assert await database.run(lambda drawers: drawers.put(b"a", 1))
            assert await database.read(lambda drawers: drawers.get(b"a")) == 1
            await other.execute("ALTER TABLE drawer ALTER COLUMN number TYPE integer")
            assert await database.run(lambda drawers: drawers.add(b"a", 1)) == 2
            assert await database.read(lambda drawers: drawers.get(b"a")) == 2

    asyncio.run(main())


def test_connections_killed_while_idle_are_not_noticed(url: str) -> None:
    async def main() -> None:
        async with _opened(url) as (database, other):
            await database.run(lambda drawers: drawers.put(b"a", 1))
            await database.read(lambda drawers: drawers.get(b"a"))
            await other.execute(_KILL)
            await asyncio.sleep(0.1)
            assert await database.read(lambda drawers: drawers.get(b"a")) == 1
            assert await database.run(lambda drawers: drawers.put(b"b", 1))

    asyncio.run(main())


def test_a_deadlock_with_another_process_ends_well(url: str) -> None:
    async def add_both(drawers: Drawers) -> None:
        await drawers.add(b"a", 1)
        await drawers.add(b"b", 1)

    async def add_both_the_other_way(other: "asyncpg.Connection[Any]") -> None:
        async with other.transaction():
            await other.execute("UPDATE drawer SET number = number + 1 WHERE id = 'b'")
            await asyncio.sleep(0.05)
            await other.execute("UPDATE drawer SET number = number + 1 WHERE id = 'a'")

    async def main() -> None:
        async with _opened(url) as (database, other):
            await other.execute("SET deadlock_timeout = '20s'")
            await database.run(lambda drawers: drawers.put(b"a", 0))
            await database.run(lambda drawers: drawers.put(b"b", 0))
            for _ in range(3):
                opposite = asyncio.create_task(add_both_the_other_way(other))
                await asyncio.sleep(0.02)
                await asyncio.gather(*(database.run(add_both) for _ in range(COMPANIONS)))
                await opposite
            total = 3 * (COMPANIONS + 1)
            assert await database.read(lambda drawers: drawers.get(b"a")) == total
            assert await database.read(lambda drawers: drawers.get(b"b")) == total

    asyncio.run(main())


def test_a_server_that_stops_and_starts(postgres_server_of_its_own: PostgresServer) -> None:
    server = postgres_server_of_its_own
    make_drawers(server.url())

    async def main() -> None:
        database = await open_with(server.url(), Drawers())
        try:
            await database.run(lambda drawers: drawers.put(b"a", 1))
            await asyncio.to_thread(server.stop)
            for operation in _operations(database):
                with pytest.raises(StorageUnavailableError):
                    await operation()
            await asyncio.to_thread(server.start)
            assert await database.run(lambda drawers: drawers.put(b"b", 1))
            assert await database.read(lambda drawers: drawers.get(b"a")) == 1
        finally:
            await database.close()

    asyncio.run(main())


def _operations(database: Database) -> list[Callable[[], Any]]:
    return [
        lambda: database.run(lambda drawers: drawers.put(b"x", 1)),
        lambda: database.read(lambda drawers: drawers.get(b"a")),
    ]


@pytest.fixture
def postgres_server_of_its_own(postgres_server: PostgresServer) -> Any:
    del postgres_server  # so that it is the one that says what is missing
    with PostgresServer() as server:
        yield server

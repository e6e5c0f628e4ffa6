"""Requests by the million, written past the program in the rows that it would have written."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from bench.counter.lives import FIELDS, stored
from thiqa.counter.catalogue.models import Service
from thiqa.counter.requests.rows import COLUMNS, STEP_COLUMNS, step_values, values_of
from thiqa.database.address import sqlite_path

CHUNK = 10_000
SQLITE_CACHE_KIBIBYTES = 500_000
SQLITE_LOG_PAGES = 250_000
FIELD_COLUMNS = ("number", "name", "value", "kept_at")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some requests, as rows."""

    requests: Sequence[tuple[Any, ...]]
    steps: Sequence[tuple[Any, ...]]
    fields: Sequence[tuple[Any, ...]]


class Tables(Protocol):
    """Where rows are put."""

    async def add(self, chunk: Chunk) -> None: ...

    async def close(self) -> None: ...


async def fill(url: str, service: Service, first: int, end: int) -> None:
    """Add the requests from one number to another."""
    async with _tables(url) as tables:
        for chunk in _chunks(service, first, end):
            await tables.add(chunk)


def _chunks(service: Service, first: int, end: int) -> Iterator[Chunk]:
    for start in range(first, end, CHUNK):
        pairs = [stored(number, service) for number in range(start, min(start + CHUNK, end))]
        yield Chunk(
            [values_of(request) for request, _ in pairs],
            [step_values(step) for _, steps in pairs for step in steps],
            [
                (request.number, name, value, request.opened_at)
                for request, _ in pairs
                for name, value in FIELDS.items()
            ],
        )


@asynccontextmanager
async def _tables(url: str) -> AsyncIterator[Tables]:
    path = sqlite_path(url)
    tables: Tables = _Sqlite(path) if path else await _Postgres.connect(url)
    try:
        yield tables
    finally:
        await tables.close()


class _Sqlite:
    """A file that may be lost while it is filled."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {SQLITE_LOG_PAGES}")
        self._connection.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIBIBYTES}")

    async def add(self, chunk: Chunk) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for table, columns, rows in _rows(chunk):
            places = ", ".join("?" * len(columns))
            self._connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",  # noqa: S608  # ours
                rows,
            )
        self._connection.execute("COMMIT")

    async def close(self) -> None:
        with closing(self._connection) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Postgres:
    """A connection that copies, to a server that may lose what it has not put into its files."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, url: str) -> "_Postgres":
        """Connect, and have the server write as seldom as it may."""
        return cls(await asyncpg.connect(url, server_settings={"synchronous_commit": "off"}))

    async def add(self, chunk: Chunk) -> None:
        async with self._connection.transaction():
            for table, columns, rows in _rows(chunk):
                await self._connection.copy_records_to_table(table, columns=columns, records=rows)

    async def close(self) -> None:
        """Leave statistics and files as they are on a server that runs for long."""
        await self._connection.execute("VACUUM ANALYZE", timeout=3_600)
        await self._connection.execute("CHECKPOINT", timeout=3_600)
        await self._connection.close()


def _rows(chunk: Chunk) -> Iterator[tuple[str, Sequence[str], Sequence[tuple[Any, ...]]]]:
    yield "request", tuple(COLUMNS), chunk.requests
    yield "request_step", tuple(STEP_COLUMNS), chunk.steps
    yield "request_field", FIELD_COLUMNS, chunk.fields

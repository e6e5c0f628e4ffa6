"""What a unit of work costs: grouped commits against one commit for each unit.

Run as `python -m bench.grouped_commits`. A unit is a token request's: take a code, read a
client, keep a token. The processor time is that of this process and of PostgreSQL's. On
PostgreSQL also what it costs to touch the authentication side: to read a person, as most
requests do, and to write there too, as a login does, which is a second commit.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from bench.cpu_time import tree_time
from bench.postgres import Cluster, cluster
from thiqa.database import BYTES, INTEGER, TEXT, OpenDatabase, Statement
from thiqa.database.postgres import PostgresDatabase
from thiqa.database.sqlite import SqliteDatabase
from thiqa.storage.roles import create_role, create_schema, open_tables
from thiqa.storage.sides import SIDES, Side, side_of

CALLERS = 64
SECONDS = 4.0
CODES = 200_000
CLIENTS = 20
DATABASE_CORE = 1

_TABLES = (
    "CREATE TABLE code (id {BYTES} PRIMARY KEY, document {TEXT} NOT NULL)",
    "CREATE TABLE client (id {TEXT} PRIMARY KEY, document {TEXT} NOT NULL)",
    "CREATE TABLE token (id {BYTES} PRIMARY KEY, code {BYTES}, expires_at {INTEGER} NOT NULL)",
    "CREATE TABLE person (id {TEXT} PRIMARY KEY, document {TEXT} NOT NULL)",
    "CREATE TABLE login_challenge (id {BYTES} PRIMARY KEY, expires_at {INTEGER} NOT NULL)",
)
_TAKE = Statement(
    "DELETE FROM code WHERE id IN (SELECT id FROM {rows}) RETURNING id, document",
    key="id",
    columns={"id": BYTES},
)
_CLIENT = Statement(
    "SELECT client.id, client.document FROM {rows} JOIN client ON client.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_KEEP = Statement(
    "INSERT INTO token (id, code, expires_at) SELECT rows.id, rows.code, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": BYTES, "code": BYTES, "expires_at": INTEGER},
)
_PERSON = Statement(
    "SELECT person.id, person.document FROM {rows} JOIN person ON person.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_TAKE_CHALLENGE = Statement(
    "DELETE FROM login_challenge WHERE id IN (SELECT id FROM {rows}) RETURNING id",
    key="id",
    columns={"id": BYTES},
)
DOCUMENT = '{"scope":"openid","claims":{}}' + " " * 400


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of committing, under the same load."""

    name: str
    per_second: float
    server: float
    database: float
    median: float
    slowest_percent: float

    def line(self) -> str:
        """Return one line of the table."""
        return (
            f"{self.name:34} {self.per_second:8.0f} units/s   {self.server:6.1f} + "
            f"{self.database:6.1f} µs/unit   p50 {self.median:6.2f} ms  p99 "
            f"{self.slowest_percent:6.2f} ms"
        )


def main() -> None:
    """Measure and print."""
    for callers in (CALLERS, 1):
        with tempfile.TemporaryDirectory() as folder:
            for name, limit in (("grouped", 256), ("one commit per unit", 1)):
                path = Path(folder) / f"{limit}.db"
                _fill_sqlite(path)
                title = f"SQLite, {callers} callers, {name}"
                _report(title, partial(_sqlite, path, limit), callers)
    with cluster(DATABASE_CORE) as server:
        for callers in (CALLERS, 1):
            for writers, limit in ((1, 256), (2, 256), (3, 256), (16, 1)):
                url = _new_database(server, f"b{callers}_{writers}_{limit}")
                title = f"PostgreSQL, {callers} callers, {writers} x {limit}"
                _report(title, partial(_postgres, url, writers, limit), callers, server.pid)
            for name, unit in (("reads a person", _answer), ("writes to both", _sign_in)):
                url = _new_database(server, f"b{callers}_{unit.__name__}")
                title = f"PostgreSQL, {callers} callers, {name}"
                _report(title, partial(_postgres, url, 1, 256), callers, server.pid, unit)


def _sqlite(path: Path, limit: int) -> OpenDatabase[Any]:
    return SqliteDatabase(path, None, group_limit=limit)


def _postgres(url: str, writers: int, limit: int) -> OpenDatabase[Any]:
    addresses = dict.fromkeys(SIDES.parts, url)
    return PostgresDatabase(addresses, None, layout=SIDES, writers=writers, group_limit=limit)


def _new_database(server: Cluster, name: str) -> str:
    url = server.create_database(name)
    asyncio.run(_fill_postgres(url))
    return url


def _report(
    title: str,
    opened: Callable[[], OpenDatabase[Any]],
    callers: int,
    database: int | None = None,
    unit: "Kind | None" = None,
) -> None:
    measured = uvloop.run(_measure(title, opened, callers, database, unit or _redeem))
    print(measured.line(), flush=True)


async def _measure(
    title: str,
    opened: Callable[[], OpenDatabase[Any]],
    callers: int,
    database: int | None,
    unit: "Kind",
) -> Measured:
    store = opened()
    numbers = iter(range(CODES))
    waits: list[float] = []
    deadline = time.monotonic() + SECONDS
    start, before = time.monotonic(), time.process_time()
    other = tree_time(database) if database else 0
    await asyncio.gather(*(_call(store, unit, numbers, waits, deadline) for _ in range(callers)))
    server = (time.process_time() - before) * 1e6
    other = (tree_time(database) if database else 0) - other
    seconds = time.monotonic() - start
    await store.close()
    done = len(waits)
    waits.sort()
    return Measured(
        title,
        done / seconds,
        server / done,
        other / 1000 / done,
        statistics.median(waits) * 1000,
        waits[done * 99 // 100] * 1000,
    )


async def _call(
    store: OpenDatabase[Any], unit: "Kind", numbers: Any, waits: list[float], deadline: float
) -> None:
    for number in numbers:
        begun = time.monotonic()
        if begun > deadline:
            return
        await store.run(unit(number))
        waits.append(time.monotonic() - begun)


def _redeem(number: int) -> Callable[[object], Coroutine[Any, Any, bytes]]:
    async def redeem(_: object) -> bytes:
        code = number.to_bytes(32, "big")
        if await _TAKE(code) is None or await _CLIENT(f"client-{number % CLIENTS}") is None:
            raise LookupError(number)
        token = (number + 2**200).to_bytes(32, "big")
        await _KEEP(token, code, 1_800_000_000)
        return token

    return redeem


def _answer(number: int) -> Callable[[object], Coroutine[Any, Any, bytes]]:
    redeem = _redeem(number)

    async def answer(records: object) -> bytes:
        if await _PERSON(f"client-{number % CLIENTS}") is None:
            raise LookupError(number)
        return await redeem(records)

    return answer


def _sign_in(number: int) -> Callable[[object], Coroutine[Any, Any, bytes]]:
    redeem = _redeem(number)

    async def sign_in(records: object) -> bytes:
        if await _TAKE_CHALLENGE(number.to_bytes(32, "big")) is None:
            raise LookupError(number)
        return await redeem(records)

    return sign_in


Kind = Callable[[int], Callable[[object], Coroutine[Any, Any, bytes]]]


def _rows() -> tuple[list[tuple[bytes, str]], list[tuple[str, str]]]:
    codes = [(number.to_bytes(32, "big"), DOCUMENT) for number in range(CODES)]
    return codes, [(f"client-{number}", DOCUMENT) for number in range(CLIENTS)]


def _fill_sqlite(path: Path) -> None:
    codes, clients = _rows()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA journal_mode = WAL")
        for table in _TABLES:
            file.execute(table.format(BYTES="BLOB", TEXT="TEXT", INTEGER="INTEGER"))
        file.executemany("INSERT INTO code VALUES (?, ?)", codes)
        file.executemany("INSERT INTO client VALUES (?, ?)", clients)


async def _fill_postgres(url: str) -> None:
    codes, clients = _rows()
    connection = await asyncpg.connect(url)
    for side in Side:
        for sql in (create_role(side), *create_schema(side)):
            await connection.execute(sql)
    for table in _TABLES:
        sql = table.format(BYTES="bytea", TEXT="text", INTEGER="bigint")
        await connection.execute(f"SET search_path TO {side_of(sql.split()[2]).value}")
        await connection.execute(sql)
    for side in Side:
        await connection.execute(open_tables(side))
    await connection.execute(f"SET search_path TO {', '.join(side.value for side in Side)}")
    await connection.copy_records_to_table("code", records=codes)
    await connection.copy_records_to_table("client", records=clients)
    await connection.copy_records_to_table("person", records=clients)
    challenges = [(code, 0) for code, _ in codes]
    await connection.copy_records_to_table("login_challenge", records=challenges)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


if __name__ == "__main__":
    main()

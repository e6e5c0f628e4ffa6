"""Opens a database by its address."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from thiqa.storage.address import sqlite_path
from thiqa.storage.errors import SchemaVersionError, StatementRefusedError
from thiqa.storage.migrations import newest_version
from thiqa.storage.postgres import PostgresDatabase
from thiqa.storage.postgres_connection import PostgresConnection
from thiqa.storage.sides import Side
from thiqa.storage.sqlite import SqliteDatabase
from thiqa.storage.statement import INTEGER, ManyStatement, Row
from thiqa.storage.transaction import Transaction

Records = TypeVar("Records")
Records_co = TypeVar("Records_co", covariant=True)
Result = TypeVar("Result")


class OpenDatabase(Protocol[Records_co]):
    """A `base.Database` that can be closed."""

    async def run(self, unit: Callable[[Records_co], Coroutine[Any, Any, Result]]) -> Result: ...

    async def read(self, unit: Callable[[Records_co], Coroutine[Any, Any, Result]]) -> Result: ...

    async def close(self) -> None: ...


@asynccontextmanager
async def open_database(
    url: str, *, authentication_url: str = ""
) -> AsyncIterator[OpenDatabase[Transaction]]:
    """Open a migrated database inside the running event loop; close it when all is durable.

    `authentication_url` is the same database on PostgreSQL, under a login role of its own that
    sees the authentication side alone; without it one login role takes both roles in turn.
    """
    await _check_version(url)
    database = await open_with(url, Transaction(), authentication_url=authentication_url)
    try:
        await database.read(_look_at_both_sides)
        yield database
    finally:
        await database.close()


async def open_with(
    url: str, records: Records, *, authentication_url: str = ""
) -> OpenDatabase[Records]:
    """Open a database whose units are given these records; the caller closes it."""
    path = sqlite_path(url)
    if path is None:
        addresses = {Side.USAGE: url, Side.AUTHENTICATION: authentication_url or url}
        return PostgresDatabase(addresses, records)
    return SqliteDatabase(path, records)


_EACH_SIDE = tuple(
    ManyStatement(
        f"SELECT {table}.expires_at FROM {{rows}} JOIN {table} ON {table}.expires_at < rows.least",
        key=(),
        columns={"least": INTEGER},
    )
    for table in ("login_challenge", "oidc_session")
)


async def _look_at_both_sides(_: Transaction) -> None:
    """Fail at the start, and not at the first login, where a role is not given to us."""
    for statement in _EACH_SIDE:
        await statement(0)


async def is_up_to_date(url: str) -> bool:
    """Tell whether the tables are exactly those that this program was written for."""
    return await _version(url) == newest_version()


async def _check_version(url: str) -> None:
    version = await _version(url)
    if version < newest_version():
        raise SchemaVersionError(f"the tables are at {version or 'nothing'}: migrate them first")


_VERSION = ManyStatement(
    "SELECT alembic_version.version_num FROM {rows} JOIN alembic_version ON rows.any_row = 1",
    key=(),
    columns={"any_row": INTEGER},
)


async def _version(url: str) -> str:
    path = sqlite_path(url)
    try:
        rows = await (_version_on_sqlite(path) if path else _version_on_postgres(url))
    except StatementRefusedError:
        return ""
    return "".join(row[0] for row in rows)


async def _version_on_sqlite(path: Path) -> Sequence[Row]:
    database = SqliteDatabase(path, None)
    try:
        return await database.read(lambda _: _read_version())
    finally:
        await database.close()


async def _version_on_postgres(url: str) -> Sequence[Row]:
    """Ask as who we are, without a side's role: it may not be there yet."""
    connection = PostgresConnection(url)
    try:
        await connection.connect()
        return await connection.execute(_VERSION, [(1,)])
    finally:
        await connection.close()


async def _read_version() -> Sequence[Row]:
    return await _VERSION(1)

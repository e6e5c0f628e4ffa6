"""Opens a database by its address."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from thiqa.storage.address import sqlite_path
from thiqa.storage.errors import SchemaVersionError, StatementRefusedError
from thiqa.storage.migrations import newest_version
from thiqa.storage.postgres import PostgresDatabase
from thiqa.storage.sqlite import SqliteDatabase
from thiqa.storage.statement import INTEGER, ManyStatement
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
async def open_database(url: str) -> AsyncIterator[OpenDatabase[Transaction]]:
    """Open a migrated database inside the running event loop; close it when all is durable."""
    database = await open_with(url, Transaction())
    try:
        await _check_version(database)
        yield database
    finally:
        await database.close()


async def open_with(url: str, records: Records) -> OpenDatabase[Records]:
    """Open a database whose units are given these records; the caller closes it."""
    path = sqlite_path(url)
    if path is None:
        return PostgresDatabase(url, records)
    return SqliteDatabase(path, records)


_VERSION = ManyStatement(
    "SELECT alembic_version.version_num FROM {rows} JOIN alembic_version ON rows.any_row = 1",
    key=(),
    columns={"any_row": INTEGER},
)


async def is_up_to_date(url: str) -> bool:
    """Tell whether the tables are exactly those that this program was written for."""
    database = await open_with(url, Transaction())
    try:
        return await _version(database) == newest_version()
    finally:
        await database.close()


async def _check_version(database: OpenDatabase[Transaction]) -> None:
    version = await _version(database)
    if version < newest_version():
        raise SchemaVersionError(f"the tables are at {version or 'nothing'}: migrate them first")


async def _version(database: OpenDatabase[Transaction]) -> str:
    async def read_version(_: Transaction) -> str:
        return "".join(row[0] for row in await _VERSION(1))

    try:
        return await database.read(read_version)
    except StatementRefusedError:
        return ""

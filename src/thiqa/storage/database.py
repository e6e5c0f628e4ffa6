"""Opens a database by its address."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from thiqa.storage.address import sqlite_path
from thiqa.storage.errors import DatabaseUrlError
from thiqa.storage.sqlite import SqliteDatabase
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
        yield database
    finally:
        await database.close()


async def open_with(url: str, records: Records) -> OpenDatabase[Records]:
    """Open a database whose units are given these records; the caller closes it."""
    path = sqlite_path(url)
    if path is None:
        raise DatabaseUrlError("PostgreSQL comes next")
    return SqliteDatabase(path, records)

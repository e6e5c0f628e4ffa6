"""Opens a database by its address."""

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from thiqa.database.address import sqlite_path
from thiqa.database.layout import WHOLE, Layout, Part
from thiqa.database.postgres import PostgresDatabase
from thiqa.database.sqlite import SqliteDatabase, empty_log
from thiqa.database.sqlite_connection import connect

Records = TypeVar("Records")
Records_co = TypeVar("Records_co", covariant=True)
Result = TypeVar("Result")


class OpenDatabase(Protocol[Records_co]):
    """A `base.Database` that can be closed."""

    async def run(self, unit: Callable[[Records_co], Coroutine[Any, Any, Result]]) -> Result: ...

    async def read(self, unit: Callable[[Records_co], Coroutine[Any, Any, Result]]) -> Result: ...

    async def close(self) -> None: ...


async def open_with(
    url: str,
    records: Records,
    *,
    layout: Layout = WHOLE,
    urls: Mapping[Part, str] | None = None,
    overwrites: bool = False,
) -> OpenDatabase[Records]:
    """Open a database whose units are given these records; the caller closes it.

    `urls` is the same database on PostgreSQL, under login roles that see one part alone. With
    `overwrites` what is deleted is overwritten in the file of SQLite (see `forget_deleted`).
    """
    path = sqlite_path(url)
    if path is None:
        addresses = dict.fromkeys(layout.parts, url) | dict(urls or {})
        return PostgresDatabase(addresses, records, layout=layout)
    return SqliteDatabase(
        path, records, layout=layout, connect=partial(connect, overwrites=overwrites)
    )


async def forget_deleted(url: str) -> None:
    """Leave no trace of what was deleted in the log of SQLite; PostgreSQL's is the server's."""
    path = sqlite_path(url)
    if path is not None:
        await empty_log(path)

"""SQLite: one connection that writes groups, one that reads, several processes on one file.

Statements take microseconds and run in the event loop; what waits for the disk runs in a
thread. To wait for another process that writes, the event loop is not stopped either.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Generic

from thiqa.base import StorageUnavailableError
from thiqa.database.call import Call
from thiqa.database.group import GROUP_LIMIT, Lanes, Records, Result
from thiqa.database.layout import WHOLE, Layout
from thiqa.database.refusal import RefusedError
from thiqa.database.serial import run_one_by_one
from thiqa.database.sqlite_connection import SqliteExecutor, connect, is_busy, translate

BUSY_SECONDS = 10.0
"""How long a group waits for another process that writes, before it answers 503."""

BUSY_POLL_SECONDS = 0.001


class SqliteDatabase(Generic[Records]):
    """Runs units of work on a SQLite file; made and closed inside one event loop."""

    def __init__(
        self,
        path: Path,
        records: Records,
        *,
        layout: Layout = WHOLE,
        group_limit: int = GROUP_LIMIT,
        connect: Callable[[Path], sqlite3.Connection] = connect,
    ) -> None:
        self._records = records
        self._closed = False
        self._reader = connect(path)
        self._reader.execute("PRAGMA query_only = ON")
        self._read = SqliteExecutor(self._reader, layout, writes=False)
        self._lanes = Lanes(records, [SqliteWriter(connect(path), layout)], group_limit=group_limit)

    async def run(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that may write; answer when it is durable."""
        return await self._lanes.run(unit)

    async def read(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that only reads, at once, from what is committed."""
        if self._closed:
            raise StorageUnavailableError("closed")
        call = Call(unit, self._records)
        try:
            run_one_by_one([call], self._read)
        except RefusedError as refusal:
            raise refusal.reason_for(call) from refusal.cause
        finally:
            call.abandon()
        if call.error is not None:
            raise call.error
        result: Result = call.result
        return result

    async def close(self) -> None:
        """Finish what waits and close the file."""
        self._closed = True
        await self._lanes.close()
        self._reader.close()


async def empty_log(path: Path) -> None:
    """Fold the log into the file, so that what was deleted is in neither of them.

    Where somebody is reading at this moment it stays for the next time.
    """

    def fold() -> None:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    try:
        await asyncio.to_thread(fold)
    except sqlite3.Error as error:
        raise translate(error) from error


class SqliteWriter:
    """The one connection of this process that writes."""

    def __init__(self, connection: sqlite3.Connection, layout: Layout) -> None:
        self._connection = connection
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._execute = SqliteExecutor(connection, layout, writes=True)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-commit")

    async def run(self, calls: Sequence[Call]) -> None:
        """Run units one by one in one transaction and make it durable."""
        await self._begin()
        try:
            run_one_by_one(calls, self._execute)
            if any(call.wrote for call in calls):
                await self._in_thread(self._commit)
            else:
                self._rollback()
        except BaseException:
            self._rollback()
            raise

    async def close(self) -> None:
        """Close the connection; the last one of all processes folds the log into the file."""
        await self._in_thread(self._connection.close)
        self._thread.shutdown()

    async def _begin(self) -> None:
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                if not is_busy(error) or time.monotonic() > deadline:
                    raise translate(error) from error
                await asyncio.sleep(BUSY_POLL_SECONDS)
            else:
                return

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise translate(error) from error

    def _rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    async def _in_thread(self, work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work)

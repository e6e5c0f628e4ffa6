"""SQLite: one connection that writes groups, one that reads, several processes on one file.

Statements take microseconds and run in the event loop; what waits for the disk runs in a
thread. To wait for another process that writes, the event loop is not stopped either.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Generic

from thiqa.base import StorageUnavailableError
from thiqa.storage.call import Call
from thiqa.storage.errors import UnitOfWorkError
from thiqa.storage.group import GROUP_LIMIT, Lanes, Records, Result
from thiqa.storage.refusal import RefusedError
from thiqa.storage.serial import run_one_by_one
from thiqa.storage.statement import AnyStatement, Row, Values

BUSY_SECONDS = 10.0
"""How long a group waits for another process that writes, before it answers 503."""

BUSY_POLL_SECONDS = 0.001
READER_BUSY_MILLISECONDS = 1000
CACHED_STATEMENTS = 512
CACHE_KIBIBYTES = 32_768
CHECKPOINT_PAGES = 4_000
"""Sixteen megabytes of log are folded into the file at once, in the thread that commits."""

OWNER_ONLY = 0o600

_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
_PRIMARY_CODE = 0xFF


def connect(path: Path) -> sqlite3.Connection:
    """Open a database file, made for its owner alone if it is not there."""
    try:
        if not path.exists():
            path.touch(mode=OWNER_ONLY)
        connection = sqlite3.connect(
            path,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=CACHED_STATEMENTS,
        )
        connection.row_factory = sqlite3.Row
        _set_up(connection)
    except (sqlite3.Error, OSError) as error:
        raise StorageUnavailableError(f"SQLite: {path}: {error}") from error
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {READER_BUSY_MILLISECONDS}")
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StorageUnavailableError(f"SQLite: journal mode {mode} instead of WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # UPDATE … FROM makes a temporary table: in memory it costs 9 µs, in a file 54.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")


class SqliteDatabase(Generic[Records]):
    """Runs units of work on a SQLite file; made and closed inside one event loop."""

    def __init__(
        self,
        path: Path,
        records: Records,
        *,
        group_limit: int = GROUP_LIMIT,
        connect: Callable[[Path], sqlite3.Connection] = connect,
    ) -> None:
        self._records = records
        self._closed = False
        self._reader = connect(path)
        self._reader.execute("PRAGMA query_only = ON")
        self._read = _Executor(self._reader, writes=False)
        self._lanes = Lanes(records, [SqliteWriter(connect(path))], group_limit=group_limit)

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


class SqliteWriter:
    """The one connection of this process that writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._execute = _Executor(connection, writes=True)
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
                if not _is_busy(error) or time.monotonic() > deadline:
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


class _Executor:
    """Executes statements on a connection and looks at each one's result once."""

    def __init__(self, connection: sqlite3.Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        self._known: set[AnyStatement] = set()

    def __call__(self, statement: AnyStatement, values: Values) -> Sequence[Row]:
        known = statement in self._known
        if not known and statement.writes and not self._writes:
            raise UnitOfWorkError(f"{statement} writes, where a unit may only read")
        try:
            cursor = self._connection.execute(statement.sqlite_sql, values)
            rows = cursor.fetchall()
        except sqlite3.Error as error:
            raise translate(error) from error
        if not known:
            self._look_at(statement, cursor)
        return rows

    def _look_at(self, statement: AnyStatement, cursor: sqlite3.Cursor) -> None:
        """Refuse here what the other database would not understand."""
        names = [column[0] for column in cursor.description]
        if not set(statement.key) <= set(names):
            raise UnitOfWorkError(f"the result of {statement} lacks its key")
        self._known.add(statement)


def translate(error: sqlite3.Error) -> Exception:
    """Tell a database that cannot serve now from a statement that it refuses."""
    if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _UNAVAILABLE:
        return StorageUnavailableError(f"SQLite: {error}")
    return error


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE == sqlite3.SQLITE_BUSY

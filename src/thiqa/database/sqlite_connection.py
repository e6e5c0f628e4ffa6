"""One connection to a SQLite file, and what its errors mean for those who wait."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from thiqa.base import StorageUnavailableError
from thiqa.database.errors import StatementRefusedError, UnitOfWorkError
from thiqa.database.layout import Layout
from thiqa.database.statement import AnyStatement, Row, Values

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


def connect(path: Path, *, overwrites: bool = False) -> sqlite3.Connection:
    """Open a database file, made for its owner alone if it is not there.

    `overwrites`: what is deleted is overwritten in the file.
    """
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
        if overwrites:
            connection.execute("PRAGMA secure_delete = ON")
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


class SqliteExecutor:
    """Executes statements on a connection and looks at each one's result once."""

    def __init__(self, connection: sqlite3.Connection, layout: Layout, *, writes: bool) -> None:
        self._connection = connection
        self._layout = layout
        self._writes = writes
        self._known: set[AnyStatement] = set()

    def __call__(self, statement: AnyStatement, values: Values) -> Sequence[Row]:
        known = statement in self._known
        if not known:
            self._check(statement)
        try:
            cursor = self._connection.execute(statement.sqlite_sql, values)
            rows = cursor.fetchall()
        except sqlite3.Error as error:
            raise translate(error) from error
        if not known:
            self._look_at(statement, cursor)
        return rows

    def _check(self, statement: AnyStatement) -> None:
        if statement.writes and not self._writes:
            raise UnitOfWorkError(f"{statement} writes, where a unit may only read")
        self._layout.part_of(statement.tables)

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
    return StatementRefusedError(f"SQLite: {error}")


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another process is writing."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE == sqlite3.SQLITE_BUSY

"""One connection to PostgreSQL, and what its errors mean for those who wait."""

import contextlib
from collections.abc import Sequence
from typing import Final

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from thiqa.base import StorageUnavailableError
from thiqa.database.errors import StatementRefusedError
from thiqa.database.refusal import PutBackError
from thiqa.database.statement import AnyStatement, Row, Values

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 15
LOCK_SECONDS = 3
"""How long a group waits for rows of another process, which holds them for milliseconds."""

CLIENT_SECONDS = 20.0
"""Longer than the server's own limit: this one is for a server that does not answer at all."""

IDLE_IN_TRANSACTION_SECONDS = 30
"""A process that is stopped in the middle of a group does not keep its rows for ever."""

_SETTINGS: Final = {
    "application_name": "thiqa",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS}s",
    "timezone": "UTC",
    # Every statement finds its rows by key: one plan for all times, also while tables are empty.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
_UNAVAILABLE_CLASSES = {"08", "53", "57", "58"}
"""Connection, resources, operator, system (PostgreSQL, appendix A)."""

_UNAVAILABLE = {"25006", "55P03"}
"""Read-only transaction (on a standby), lock not available."""

_STALE = {"0A000", "26000", "42P05"}
"""A statement prepared before its table was changed, or whose name the server knows otherwise."""

_PUT_BACK = {"40001", "40P01"} | _STALE
"""Serialization failure, deadlock; with a new connection, the stale ones too."""

_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'"
)
"""A commit waits for the disk, whatever the database's default is."""

_FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class PostgresConnection:
    """A connection that comes back by itself, with the statements that it has prepared."""

    def __init__(self, url: str, **settings: str) -> None:
        self._url = url
        self._settings = _SETTINGS | settings
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._prepared: dict[AnyStatement, PreparedStatement[asyncpg.Record]] = {}

    async def connect(self) -> None:
        """Connect, unless the connection is there."""
        if self.is_open:
            return
        self._prepared.clear()
        try:
            self._connection = await asyncpg.connect(
                self._url,
                timeout=CONNECT_SECONDS,
                command_timeout=CLIENT_SECONDS,
                statement_cache_size=0,
                server_settings=self._settings,
            )
            await self._connection.execute(_DURABLE)
        except _FAILURES as error:
            self._drop()
            raise StorageUnavailableError(_describe(error)) from error

    @property
    def is_open(self) -> bool:
        """Tell whether the connection is there, as far as this side knows."""
        return self._connection is not None and not self._connection.is_closed()

    async def command(self, sql: str) -> None:
        """Run a command and look at what the server says that it did: COMMIT may roll back."""
        try:
            done = await self._open.execute(sql)
        except _FAILURES as error:
            raise self._translate(error) from None
        if done != sql:
            raise StorageUnavailableError(f"PostgreSQL: {done} instead of {sql}")

    async def execute(self, statement: AnyStatement, rows: Sequence[Values]) -> Sequence[Row]:
        """Execute a statement once for all rows of values."""
        try:
            prepared = self._prepared.get(statement)
            if prepared is None:
                name = f"s{statement.number}"  # without a name it would be planned each time
                prepared = await self._open.prepare(statement.postgres_sql, name=name)
                self._prepared[statement] = prepared
            return await prepared.fetch(*zip(*rows, strict=True))
        except _FAILURES as error:
            raise self._translate(error) from None

    async def roll_back(self) -> None:
        """End a transaction, with its connection if it cannot be ended otherwise."""
        try:
            await self._open.execute("ROLLBACK")
        except BaseException as error:
            self._drop()
            if not isinstance(error, Exception):
                raise

    async def close(self) -> None:
        """Say goodbye to the server."""
        if self._connection is not None:
            with contextlib.suppress(*_FAILURES):
                await self._connection.close(timeout=CONNECT_SECONDS)
            self._drop()

    @property
    def _open(self) -> "asyncpg.Connection[asyncpg.Record]":
        if self._connection is None:
            raise StorageUnavailableError("PostgreSQL: not connected")
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def _translate(self, error: Exception) -> Exception:
        """Tell a database that cannot serve now from a statement that it refuses."""
        state = getattr(error, "sqlstate", None) or ""
        if state in _STALE or isinstance(error, TimeoutError):
            self._drop()
        if state in _PUT_BACK:
            return PutBackError(_describe(error))
        is_about_the_statement = isinstance(error, asyncpg.PostgresError | ValueError)
        if (
            is_about_the_statement
            and state[:2] not in _UNAVAILABLE_CLASSES
            and state not in _UNAVAILABLE
            and self.is_open
        ):
            return StatementRefusedError(_describe(error))
        return StorageUnavailableError(_describe(error))


def _describe(error: Exception) -> str:
    """Say what happened without the details, which may hold a row's values."""
    message = error.message if isinstance(error, asyncpg.PostgresError) else ""
    return f"PostgreSQL: {type(error).__name__}: {message}"

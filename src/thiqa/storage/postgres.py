"""PostgreSQL: connections that write groups, connections that read, any number of processes."""

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, Generic

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from thiqa.base import StorageUnavailableError
from thiqa.storage.call import Call
from thiqa.storage.errors import UnitOfWorkError
from thiqa.storage.group import GROUP_LIMIT, Lanes, Records, Result
from thiqa.storage.refusal import PutBackError, refuse_the_spoiled
from thiqa.storage.rounds import run_in_rounds
from thiqa.storage.statement import AnyStatement, Row, Values

WRITERS = 1
"""One lane commits what waits while the former group was committed; a second gained nothing."""

READERS = 2
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

_PUT_BACK = {"40001", "40P01"}
"""Serialization failure, deadlock."""

_STALE_PLAN = "0A000"


class PostgresDatabase(Generic[Records]):
    """Runs units of work on PostgreSQL; made and closed inside one event loop."""

    def __init__(
        self, url: str, records: Records, *, writers: int = WRITERS, group_limit: int = GROUP_LIMIT
    ) -> None:
        self._writing = Lanes(
            records, [PostgresWriter(url) for _ in range(writers)], group_limit=group_limit
        )
        self._reading = Lanes(records, [PostgresReader(url) for _ in range(READERS)])

    async def run(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that may write; answer when it is durable."""
        return await self._writing.run(unit)

    async def read(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that only reads, statement by statement, from what is committed."""
        return await self._reading.run(unit)

    async def close(self) -> None:
        """Finish what waits and close the connections."""
        await self._writing.close()
        await self._reading.close()


class PostgresWriter:
    """A connection that writes."""

    def __init__(self, url: str) -> None:
        self._connection = _Connection(url, dict(_SETTINGS))

    async def run(self, calls: Sequence[Call]) -> None:
        """Run units side by side in one transaction and make it durable."""
        await self._connection.connect()
        try:
            await self._connection.command("BEGIN")
            await run_in_rounds(calls, self._connection.execute)
            refuse_the_spoiled(calls)
            await self._connection.command("COMMIT")
        except BaseException:
            await self._connection.roll_back()
            raise

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()


class PostgresReader:
    """A connection that reads: no transaction, each statement sees what is committed."""

    def __init__(self, url: str) -> None:
        self._connection = _Connection(url, _SETTINGS | {"default_transaction_read_only": "on"})

    async def run(self, calls: Sequence[Call]) -> None:
        """Run units side by side."""
        await self._connection.connect()
        await run_in_rounds(calls, self._execute)

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()

    async def _execute(self, statement: AnyStatement, rows: Sequence[Values]) -> Sequence[Row]:
        if statement.writes:
            raise UnitOfWorkError(f"{statement} writes, where a unit may only read")
        return await self._connection.execute(statement, rows)


class _Connection:
    """A connection that comes back by itself, with the statements that it has prepared."""

    def __init__(self, url: str, settings: dict[str, str]) -> None:
        self._url = url
        self._settings = settings
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._prepared: dict[AnyStatement, PreparedStatement[asyncpg.Record]] = {}

    async def connect(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
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
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            self._drop()
            raise StorageUnavailableError(f"PostgreSQL: {error}") from error

    async def command(self, sql: str) -> None:
        """Run a command and look at what the server says that it did: COMMIT may roll back."""
        try:
            done = await self._open.execute(sql)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise self._translate(error) from error
        if done != sql:
            raise StorageUnavailableError(f"PostgreSQL: {done} instead of {sql}")

    async def execute(self, statement: AnyStatement, rows: Sequence[Values]) -> Sequence[Row]:
        try:
            prepared = self._prepared.get(statement)
            if prepared is None:
                prepared = await self._open.prepare(statement.postgres_sql)
                self._prepared[statement] = prepared
            return await prepared.fetch(*zip(*rows, strict=True))
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise self._translate(error) from error

    async def roll_back(self) -> None:
        """End a transaction, with its connection if it cannot be ended otherwise."""
        try:
            await self._open.execute("ROLLBACK")
        except BaseException as error:
            self._drop()
            if not isinstance(error, Exception):
                raise

    async def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError):
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
        if state in _PUT_BACK:
            return PutBackError(str(error))
        if state == _STALE_PLAN:
            self._drop()
            return PutBackError(str(error))
        is_about_the_statement = isinstance(error, asyncpg.PostgresError | ValueError)
        if (
            is_about_the_statement
            and state[:2] not in _UNAVAILABLE_CLASSES
            and state not in _UNAVAILABLE
            and not self._open.is_closed()
        ):
            return error
        return StorageUnavailableError(f"PostgreSQL: {error}")


_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'"
)

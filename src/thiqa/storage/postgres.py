"""PostgreSQL: connections that write groups, connections that read, any number of processes."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic

from thiqa.storage.call import Call
from thiqa.storage.errors import UnitOfWorkError
from thiqa.storage.group import GROUP_LIMIT, Lanes, Records, Result
from thiqa.storage.postgres_connection import PostgresConnection
from thiqa.storage.refusal import refuse_the_spoiled
from thiqa.storage.rounds import run_in_rounds
from thiqa.storage.statement import AnyStatement, Row, Values

WRITERS = 1
"""One lane commits what waits while the former group was committed; a second gained nothing."""

READERS = 2


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
        self._connection = PostgresConnection(url)

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
        self._connection = PostgresConnection(url, default_transaction_read_only="on")

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

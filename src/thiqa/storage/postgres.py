"""PostgreSQL: connections that write groups, connections that read, any number of processes.

Each lane has a connection for each side of the data, which is that side's role and sees its
schema alone. A group is one transaction on each side that it writes to.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Generic

from thiqa.base import StorageUnavailableError
from thiqa.storage.call import Call
from thiqa.storage.errors import UnitOfWorkError
from thiqa.storage.group import GROUP_LIMIT, Lanes, Records, Result
from thiqa.storage.postgres_connection import PostgresConnection
from thiqa.storage.refusal import refuse_the_spoiled
from thiqa.storage.rounds import run_in_rounds
from thiqa.storage.sides import IN_ORDER_OF_COMMIT, Side
from thiqa.storage.statement import AnyStatement, Row, Values

WRITERS = 1
"""One lane commits what waits while the former group was committed; a second gained nothing."""

READERS = 2

Addresses = Mapping[Side, str]
"""Where each side is: the same database, under a login role of its own or under one for both."""


class PostgresDatabase(Generic[Records]):
    """Runs units of work on PostgreSQL; made and closed inside one event loop."""

    def __init__(
        self,
        addresses: Addresses,
        records: Records,
        *,
        writers: int = WRITERS,
        group_limit: int = GROUP_LIMIT,
    ) -> None:
        self._writing = Lanes(
            records, [PostgresWriter(addresses) for _ in range(writers)], group_limit=group_limit
        )
        self._reading = Lanes(records, [PostgresReader(addresses) for _ in range(READERS)])

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
    """A pair of connections that write."""

    def __init__(self, addresses: Addresses) -> None:
        self._connections = _connections(addresses)
        self._begun: set[Side] = set()

    async def run(self, calls: Sequence[Call]) -> None:
        """Run units side by side in one transaction for each side, and make them durable."""
        self._begun.clear()
        try:
            await run_in_rounds(calls, self._execute)
            refuse_the_spoiled(calls)
            await self._commit()
        except BaseException:
            await self._roll_back()
            raise

    async def close(self) -> None:
        """Close the connections."""
        for connection in self._connections.values():
            await connection.close()

    async def _execute(self, statement: AnyStatement, rows: Sequence[Values]) -> Sequence[Row]:
        """Execute a statement on its side; the first that writes begins the transaction.

        Before it there was nothing to undo, and each statement sees what is committed anyway.
        """
        connection = self._connections[statement.side]
        if statement.side not in self._begun:
            await connection.connect()
            if statement.writes:
                self._begun.add(statement.side)
                await connection.command("BEGIN")
        return await connection.execute(statement, rows)

    async def _commit(self) -> None:
        """Make both sides durable, authentication first.

        Once one side is, nobody may run again: what fails then is an answer that is not given.
        """
        committed = False
        for side in [side for side in IN_ORDER_OF_COMMIT if side in self._begun]:
            try:
                await self._connections[side].command("COMMIT")
            except Exception as error:
                if committed:
                    raise StorageUnavailableError(str(error)) from error
                raise
            self._begun.remove(side)
            committed = True

    async def _roll_back(self) -> None:
        while self._begun:
            await self._connections[self._begun.pop()].roll_back()


class PostgresReader:
    """A pair of connections that read: no transaction, each statement sees what is committed."""

    def __init__(self, addresses: Addresses) -> None:
        self._connections = _connections(addresses, default_transaction_read_only="on")

    async def run(self, calls: Sequence[Call]) -> None:
        """Run units side by side."""
        await run_in_rounds(calls, self._execute)

    async def close(self) -> None:
        """Close the connections."""
        for connection in self._connections.values():
            await connection.close()

    async def _execute(self, statement: AnyStatement, rows: Sequence[Values]) -> Sequence[Row]:
        if statement.writes:
            raise UnitOfWorkError(f"{statement} writes, where a unit may only read")
        connection = self._connections[statement.side]
        await connection.connect()
        return await connection.execute(statement, rows)


def _connections(addresses: Addresses, **settings: str) -> dict[Side, PostgresConnection]:
    return {
        side: PostgresConnection(addresses[side], **_settings_of(side), **settings)
        for side in IN_ORDER_OF_COMMIT
    }


def _settings_of(side: Side) -> dict[str, str]:
    """Return what makes a connection see one side: temporary tables come last, if at all."""
    return {"role": side.role, "search_path": f"{side.value}, pg_temp"}

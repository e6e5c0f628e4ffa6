"""PostgreSQL: connections that write groups, connections that read, any number of processes.

Each lane has a connection for each part of the data, which is that part's role and sees its
schema alone. A group is one transaction on each part that it writes to.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic

from thiqa.base import StorageUnavailableError
from thiqa.database.call import Call
from thiqa.database.errors import UnitOfWorkError
from thiqa.database.group import GROUP_LIMIT, Lanes, Records, Result
from thiqa.database.layout import WHOLE, Addresses, Layout, Part
from thiqa.database.postgres_connection import PostgresConnection
from thiqa.database.refusal import refuse_the_spoiled
from thiqa.database.rounds import run_in_rounds
from thiqa.database.statement import AnyStatement, Row, Values

WRITERS = 1
"""One lane commits what waits while the former group was committed; a second gained nothing."""

READERS = 2


class PostgresDatabase(Generic[Records]):
    """Runs units of work on PostgreSQL; made and closed inside one event loop."""

    def __init__(
        self,
        addresses: Addresses,
        records: Records,
        *,
        layout: Layout = WHOLE,
        writers: int = WRITERS,
        group_limit: int = GROUP_LIMIT,
    ) -> None:
        self._writing = Lanes(
            records,
            [PostgresWriter(addresses, layout) for _ in range(writers)],
            group_limit=group_limit,
        )
        self._reading = Lanes(records, [PostgresReader(addresses, layout) for _ in range(READERS)])

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
    """A connection for each part, that write."""

    def __init__(self, addresses: Addresses, layout: Layout) -> None:
        self._parts = Parts(layout)
        self._connections = _connections(addresses, layout)
        self._begun: set[Part] = set()

    async def run(self, calls: Sequence[Call]) -> None:
        """Run units side by side in one transaction for each part, and make them durable."""
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
        """Execute a statement on its part; the first that writes begins the transaction.

        Before it there was nothing to undo, and each statement sees what is committed anyway.
        """
        part = self._parts.of(statement)
        connection = self._connections[part]
        if part not in self._begun:
            await connection.connect()
            if statement.writes:
                self._begun.add(part)
                await connection.command("BEGIN")
        return await connection.execute(statement, rows)

    async def _commit(self) -> None:
        """Make each part durable, in the order of the layout.

        Once one part is, nobody may run again: what fails then is an answer that is not given.
        """
        committed = False
        for part in [part for part in self._connections if part in self._begun]:
            try:
                await self._connections[part].command("COMMIT")
            except Exception as error:
                if committed:
                    raise StorageUnavailableError(str(error)) from error
                raise
            self._begun.remove(part)
            committed = True

    async def _roll_back(self) -> None:
        while self._begun:
            await self._connections[self._begun.pop()].roll_back()


class PostgresReader:
    """A connection for each part, that read: no transaction, each sees what is committed."""

    def __init__(self, addresses: Addresses, layout: Layout) -> None:
        self._parts = Parts(layout)
        self._connections = _connections(addresses, layout, default_transaction_read_only="on")

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
        connection = self._connections[self._parts.of(statement)]
        await connection.connect()
        return await connection.execute(statement, rows)


class Parts:
    """Where each statement belongs, found out once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._known: dict[AnyStatement, Part] = {}

    def of(self, statement: AnyStatement) -> Part:
        """Return the part in which the tables of a statement are."""
        part = self._known.get(statement)
        if part is None:
            part = self._known[statement] = self._layout.part_of(statement.tables)
        return part


def _connections(
    addresses: Addresses, layout: Layout, **settings: str
) -> dict[Part, PostgresConnection]:
    return {
        part: PostgresConnection(addresses[part], **_settings_of(part), **settings)
        for part in layout.parts
    }


def _settings_of(part: Part) -> dict[str, str]:
    """Return what makes a connection see one part: temporary tables come last, if at all."""
    seen = {"search_path": f"{part.schema}, pg_temp"}
    return seen if part.role is None else seen | {"role": part.role}

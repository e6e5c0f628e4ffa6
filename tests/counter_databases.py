"""Runs a test's units of work on a counter's own database."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from thiqa.counter.database import CounterDatabase
from thiqa.counter.records import Records

Result = TypeVar("Result")


class CounterUnits:
    """Opens the database for each unit, so that a test is a plain function."""

    def __init__(self, url: str) -> None:
        self.url = url

    def run(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run one unit that may write."""
        return self.with_database(lambda database: database.run(unit))

    def read(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run one unit that only reads."""
        return self.with_database(lambda database: database.read(unit))

    def purge(self, now: int) -> None:
        """Remove what has expired."""
        self.with_database(lambda database: database.purge(now))

    def with_database(
        self, test: Callable[[CounterDatabase], Coroutine[Any, Any, Result]]
    ) -> Result:
        """Run a coroutine function with the open database."""

        async def main() -> Result:
            async with CounterDatabase(self.url) as database:
                return await test(database)

        return asyncio.run(main())

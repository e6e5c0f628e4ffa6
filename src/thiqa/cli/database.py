"""How a command gets at the database."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from thiqa.settings import Settings
from thiqa.storage import OpenDatabase, Transaction, open_database
from thiqa.storage.migrate import migrate

Result = TypeVar("Result")


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[OpenDatabase[Transaction]]:
    """Open the database of the settings, brought up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database_url)
    async with open_database(settings.database_url) as opened:
        yield opened


def do(unit: Callable[[Transaction], Coroutine[Any, Any, Result]]) -> Result:
    """Run one unit of work and return its result."""

    async def run() -> Result:
        async with database(Settings.from_environment()) as opened:
            return await opened.run(unit)

    return asyncio.run(run())

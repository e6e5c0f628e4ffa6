"""The folder of the data, and the database of the settings: made ready, opened."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from thiqa.base import StorageUnavailableError
from thiqa.database import OpenDatabase
from thiqa.settings import Settings, SettingsError
from thiqa.storage import Transaction, open_database
from thiqa.storage.opening import is_up_to_date

Result = TypeVar("Result")


async def bring_up_to_date(settings: Settings) -> None:
    """Migrate the database, unless it is of this version already."""
    make_folder(settings.data)
    try:
        if not await is_up_to_date(settings.database_url):
            # The import takes longer than most commands, and hardly any start needs it.
            from thiqa.storage.migrate import migrate  # noqa: PLC0415

            await migrate(settings.database_url)
    except StorageUnavailableError as error:
        raise SettingsError(f"the database cannot be used now: {error}") from error


def make_folder(path: Path) -> None:
    """Make the folder of the data, if it is not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"the folder {path} cannot be made: {error.strerror}") from error


@asynccontextmanager
async def open_up_to_date(settings: Settings) -> AsyncIterator[OpenDatabase[Transaction]]:
    """Open the database of the settings, brought up to date."""
    await bring_up_to_date(settings)
    async with open_database_of(settings) as database:
        yield database


def open_database_of(
    settings: Settings,
) -> AbstractAsyncContextManager[OpenDatabase[Transaction]]:
    """Open the database of the settings, which is up to date."""
    return open_database(settings.database_url, authentication_url=settings.authentication_database)


def run_unit(unit: Callable[[Transaction], Coroutine[Any, Any, Result]]) -> Result:
    """Run one unit of work on the database of the environment; return its result."""

    async def run() -> Result:
        async with open_up_to_date(Settings.from_environment()) as database:
            return await database.run(unit)

    return asyncio.run(run())

"""The counter's own database: brought up to date, opened, purged."""

from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, TypeVar

from thiqa.base import StorageUnavailableError
from thiqa.counter.migrations import FOLDER
from thiqa.counter.records import EXPIRING, Records
from thiqa.database import OpenDatabase, forget_deleted, is_up_to_date, open_with, purge

Result = TypeVar("Result")


class CounterDatabase:
    """Runs units of work between `async with` and its end, in any number of processes.

    A `base.Database` that can be handed on before it is opened: pages are made first.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: OpenDatabase[Records] | None = None

    async def __aenter__(self) -> "CounterDatabase":
        await bring_up_to_date(self._url)
        self._opened = await open_with(self._url, Records(), overwrites=True)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.close()

    async def run(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that may write; answer when it is durable."""
        return await self._open.run(unit)

    async def read(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that only reads, from what is committed."""
        return await self._open.read(unit)

    async def purge(self, now: int) -> None:
        """Remove what has expired, and leave no trace of it."""
        await purge(self, EXPIRING, now)
        await forget_deleted(self._url)

    @property
    def _open(self) -> OpenDatabase[Records]:
        if self._opened is None:
            raise StorageUnavailableError("closed")
        return self._opened


async def bring_up_to_date(url: str) -> None:
    """Migrate the database, unless it is of this version already."""
    if not await is_up_to_date(url, FOLDER):
        # The import takes longer than most commands, and hardly any start needs it.
        from thiqa.database.migrate import migrate  # noqa: PLC0415

        await migrate(url, FOLDER)

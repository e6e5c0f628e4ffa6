"""Telling services what they have to hear, at least once, whatever happens to a process."""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection
from typing import Generic, NoReturn, Protocol, TypeVar

import structlog

from thiqa.base import StorageUnavailableError
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records

POLL_SECONDS = 1.0
LEASE_SECONDS = 60
"""Longer than any attempt: who holds a notice and dies, leaves it to another one after this."""
MAX_AT_ONCE = 32
MAX_AT_ONCE_FOR_A_CLIENT = 4

log = structlog.get_logger()


class Notice(Protocol):
    """Something to tell a service."""

    @property
    def client_id(self) -> str:
        """The service."""
        ...


N = TypeVar("N", bound=Notice)


class Delivery(ABC, Generic[N]):
    """Delivers notices; any number of processes may run one on the same database.

    A notice is claimed by compare-and-swap on the time at which it is due, and held for
    LEASE_SECONDS. So it is told by one process at a time, and told again when that one dies
    before it has noted the answer.
    """

    name: str
    """What it is about, for the log."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._busy: Counter[str] = Counter()

    async def run(self, *, poll_seconds: float = POLL_SECONDS) -> NoReturn:
        """Deliver until cancelled; go on after a lost connection."""
        async with asyncio.TaskGroup() as deliveries:
            while True:
                for notice in await self._take():
                    deliveries.create_task(self._deliver(notice))
                await asyncio.sleep(poll_seconds)

    async def deliver_due(self) -> int:
        """Deliver what is due now; return how many services were tried."""
        notices = await self._take()
        await asyncio.gather(*(self._deliver(notice) for notice in notices))
        return len(notices)

    @abstractmethod
    async def is_due(self, records: Records, now: int) -> bool:
        """Tell whether there is something to tell."""

    @abstractmethod
    async def claim(
        self, records: Records, now: int, until: int, room: int, without: Collection[str]
    ) -> list[N]:
        """Hold what is due."""

    @abstractmethod
    async def tell(self, notice: N) -> int | None:
        """Return the status that the service answers with, None if it does not, 0 if it is gone."""

    @abstractmethod
    async def note(self, notice: N, status: int | None) -> None:
        """Note the answer: it is done, or told again later, or never."""

    async def _take(self) -> list[N]:
        room = MAX_AT_ONCE - self._busy.total()
        full = {name for name, number in self._busy.items() if number >= MAX_AT_ONCE_FOR_A_CLIENT}
        now, database = self._provider.clock(), self._provider.database
        until = now + LEASE_SECONDS
        try:
            if not await database.read(lambda records: self.is_due(records, now)):
                return []
            notices = await database.run(
                lambda records: self.claim(records, now, until, room, full)
            )
        except StorageUnavailableError:
            log.warning(f"{self.name}s_not_claimed")
            return []
        self._busy.update(notice.client_id for notice in notices)
        return notices

    async def _deliver(self, notice: N) -> None:
        try:
            await self.note(notice, await self.tell(notice))
        except StorageUnavailableError:
            log.warning(f"{self.name}_not_noted")  # it is due again when its lease is over
        except Exception:
            log.exception(f"{self.name}_broken")
        finally:
            self._busy[notice.client_id] -= 1


def pause_after(attempts: int, first: int, longest: int) -> int:
    """Return how long to wait after so many attempts: twice as long each time, up to a limit."""
    doubled: int = first * 2 ** min(attempts - 1, 20)
    return min(doubled, longest)

"""Whether what is recorded becomes provable: where that is not known, nothing is recorded.

So identity checks stop rather than run unrecorded.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from thiqa.base import Clock, Database, ThiqaError
from thiqa.ledger.errors import RecordBehindError
from thiqa.ledger.models import EntryId, appended_at
from thiqa.ledger.store import Records

LOOK_SECONDS = 2.0
CLOSED_LOOK_SECONDS = 0.25

INTEGRATION_LIMIT_SECONDS = 60
"""How long an entry may wait for its place, and how long we may go without having looked."""


@dataclass(frozen=True, slots=True)
class Waits:
    """For how many seconds the oldest entries have waited; 0 where none does."""

    for_their_place: int
    for_being_published: int


def _tell_nobody(waits: Waits) -> None:
    """Leave it to who asks whether the gate is open."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """When we looked, and what waited then."""

    looked_at: float
    waits: Waits


class Gate:
    """Lets entries be made while those before them get their places and are published."""

    def __init__(
        self,
        database: Database[Records],
        clock: Clock,
        *,
        delay_seconds: int,
        monotonic: Callable[[], float] = time.monotonic,
        tell: Callable[[Waits], None] = _tell_nobody,
    ) -> None:
        """Take how long an entry may wait for being published, and whom to tell what waits."""
        self._database = database
        self._clock = clock
        self._delay_seconds = delay_seconds
        self._monotonic = monotonic
        self._tell = tell
        self._ticks: list[tuple[int, float]] = []
        self._seen: _Seen | None = None
        self._stopped = False

    async def run(self) -> NoReturn:
        """Look again and again until cancelled."""
        while True:
            with suppress(ThiqaError):
                await self.look()
            await asyncio.sleep(CLOSED_LOOK_SECONDS if self.trouble() else LOOK_SECONDS)

    async def look(self) -> None:
        """See what waits, and since when."""
        looked_at = self._monotonic()
        unplaced, unpublished = await self._database.read(_oldest_that_wait)
        self._tick(looked_at)
        waits = Waits(self._age(unplaced), self._age(unpublished))
        self._seen = _Seen(looked_at, waits)
        self._tell(waits)

    def stop(self) -> None:
        """Let no entry pass any more: who gives entries their places has stopped for good."""
        self._stopped = True

    def check(self) -> None:
        """Raise RecordBehindError unless an entry that is made now will be provable in time."""
        trouble = self.trouble()
        if trouble is not None:
            raise RecordBehindError(trouble)

    def trouble(self) -> str | None:
        """Return why no entry may be made; None if one may."""
        if self._stopped:
            return "what is stored contradicts what was signed"
        seen = self._seen
        if seen is None or self._monotonic() - seen.looked_at > INTEGRATION_LIMIT_SECONDS:
            return "it is not known whether entries get their places"
        if seen.waits.for_their_place > INTEGRATION_LIMIT_SECONDS:
            return "entries do not get their places"
        if seen.waits.for_being_published > self._delay_seconds:
            return "entries are not published"
        return None

    def _tick(self, looked_at: float) -> None:
        """Note what the clock says, for as long back as anything may wait."""
        now = self._clock()
        if not self._ticks or self._ticks[-1][0] != now:
            self._ticks.append((now, looked_at))
        longest = max(self._delay_seconds, INTEGRATION_LIMIT_SECONDS)
        while len(self._ticks) > 1 and self._ticks[1][1] < looked_at - longest:
            del self._ticks[0]

    def _age(self, entry_id: EntryId | None) -> int:
        """Return for how long an entry has waited, though the clock may have been set since.

        It was made after the last look at which the clock said no later time. What is older
        than our first look is as old as the clock says.
        """
        if entry_id is None:
            return 0
        made_at, (now, looked_at) = appended_at(entry_id), self._ticks[-1]
        for clock, tick in reversed(self._ticks):
            if clock <= made_at:
                return int(looked_at - tick)
        return now - made_at


async def _oldest_that_wait(records: Records) -> tuple[EntryId | None, EntryId | None]:
    """Return the oldest entry without a place, and the oldest that is not published."""
    published = await records.ledger.get_publication()
    placed = await records.ledger.placed_at(published.size)
    unplaced = await records.ledger.oldest_pending()
    return unplaced, placed or unplaced

"""Counting the record, behind the sequencer and out of everybody's way."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import astuple
from typing import NoReturn

from thiqa.audit.models import TRACE_BYTES, Cell, CountedEntry, Progress, Tally
from thiqa.audit.store import Records
from thiqa.base import Clock, Database, ThiqaError, canonical_json
from thiqa.ledger.entry import parse_opening
from thiqa.ledger.events import Event
from thiqa.ledger.models import time_of

BATCH_ENTRIES = 200
"""In one step: some milliseconds of work."""

PAUSE_SECONDS = 10.0
"""How long nothing is looked at when nothing was left to count."""

SECONDS_PER_DAY = 86_400

TRACE_DOMAIN = "thiqa/audit/trace/v1"

Report = Callable[[ThiqaError], None]


class Tallying:
    """Counts entries in the order of the log; any number of processes may run one.

    A step takes effect with the note of how far it went, which replaces only the note that it
    began from: so each entry is counted once.
    """

    def __init__(
        self,
        database: Database[Records],
        clock: Clock,
        *,
        report: Report,
        batch_entries: int = BATCH_ENTRIES,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        """Take what is told of a lost connection; counting goes on after it."""
        self._database = database
        self._clock = clock
        self._report = report
        self._batch_entries = batch_entries
        self._pause_seconds = pause_seconds

    async def run(self) -> NoReturn:
        """Count until cancelled."""
        while True:
            try:
                counted = await self.count()
            except ThiqaError as error:
                self._report(error)
                counted = 0
            await asyncio.sleep(0 if counted == self._batch_entries else self._pause_seconds)

    async def count(self) -> int:
        """Count the next entries; return how many there were."""
        old, new, entries = await self._database.read(self._next)
        await self._database.run(lambda records: _keep(records, old, new, entries))
        return len(entries)

    async def _next(self, records: Records) -> tuple[Progress, Progress, list[CountedEntry]]:
        now = self._clock()
        old = await records.audit.get_progress()
        waiting = await records.ledger.list_pending(1)  # before the others get their places
        entries = await records.audit.list_countable(old.next_index, self._batch_entries)
        counted_to = old.counted_to
        if len(entries) < self._batch_entries:
            counted_to = time_of(waiting[0].entry_id) if waiting else now
        new = Progress(old.next_index + len(entries), max(old.counted_to, counted_to))
        return old, new, entries


async def _keep(
    records: Records, old: Progress, new: Progress, entries: Iterable[CountedEntry]
) -> None:
    if not await records.audit.move_progress(old, new):
        return  # another process has counted them
    persons: dict[Cell, list[str | None]] = defaultdict(list)
    for entry in entries:
        if entry.opening is not None:
            persons[cell_of(parse_opening(entry.opening))].append(entry.person_id)
    cells = sorted(persons, key=astuple)
    await records.audit.put_tallies(
        [_counted(tally, persons[tally.cell]) for tally in await records.audit.get_tallies(cells)]
    )


def cell_of(event: Event) -> Cell:
    """Return where an event is counted; days are those of the leaves, in UTC."""
    return Cell(
        day=event.at // SECONDS_PER_DAY,
        kind=event.kind.value,
        client_id=event.client_id or "",
        purpose=getattr(event, "purpose", None) or "",
    )


def _counted(tally: Tally, persons: list[str | None]) -> Tally:
    traces = {_trace(tally.cell, person_id) for person_id in persons if person_id is not None}
    return tally.with_entries(len(persons), traces)


def _trace(cell: Cell, person_id: str) -> bytes:
    """Return what tells persons apart within one cell, and says nothing in another."""
    text = canonical_json([TRACE_DOMAIN, *astuple(cell), person_id])
    return hashlib.sha256(text).digest()[:TRACE_BYTES]

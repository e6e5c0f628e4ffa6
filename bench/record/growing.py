"""Entries that are added to a log, as a provider adds them: durable, placed, signed, published."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from bench.record.bulk import Records
from bench.record.clocks import Clocks, Cost, Stretch
from bench.record.entries import citizen, release, service
from thiqa.base import system_clock
from thiqa.database import OpenDatabase
from thiqa.ledger import EntryId, LogPolicy, NoteSigner, Publisher, Receipts, Recorder, Sequencer

WRITERS = 64
"""Callers at once, each of whom waits until its entry is durable."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Entries that were added, from the event to their place under a signed head."""

    per_second: float
    durable: Cost
    batch: Cost
    entries_in_batch: float


class _TimedSequencer(Sequencer):
    """Notes how many entries each batch has, and how long it takes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.batches: list[tuple[int, float]] = []

    @property
    def placed(self) -> int:
        """How many entries have got their places."""
        return sum(entries for entries, _ in self.batches)

    async def _integrate(self, since: EntryId) -> int:
        began = time.perf_counter()
        entries = await super()._integrate(since)
        if entries:
            self.batches.append((entries, time.perf_counter() - began))
        return entries


@dataclass(frozen=True, slots=True)
class Grower:
    """What a process of the provider does for the record."""

    database: OpenDatabase[Records]
    signer: NoteSigner
    clocks: Clocks

    async def grow(self, first: int, entries: int) -> Growth:
        """Add entries, and wait until all have their places."""
        waits: list[float] = []
        async with self._running() as (recorder, sequencer):

            async def write(number: int) -> None:
                began = time.perf_counter()
                await self._append(recorder, number)
                waits.append(time.perf_counter() - began)

            with self.clocks.stretch() as stretch:
                await _by_many(range(first, first + entries), write)
                while sequencer.placed < entries:  # noqa: ASYNC110  # nobody tells
                    await asyncio.sleep(0.001)
        return Growth(
            per_second=entries / stretch.wall,
            durable=Cost.of(waits, stretch),
            batch=Cost.of([seconds for _, seconds in sequencer.batches]),
            entries_in_batch=fmean(each for each, _ in sequencer.batches),
        )

    async def wait_for_receipts(self, first: int, entries: int) -> Cost:
        """Add entries; return how long after each was durable its receipt was there."""
        waits: list[float] = []
        receipts = Receipts(self.database, LogPolicy.of_log(self.signer.verifier_key))
        async with self._running() as (recorder, _):

            async def write(number: int) -> None:
                entry_id = await self._append(recorder, number)
                began = time.perf_counter()
                await receipts.receipt_for_client(entry_id, service(number))
                waits.append(time.perf_counter() - began)

            await _by_many(range(first, first + entries), write)
        return Cost.of(waits)

    async def idle(self, seconds: float) -> Stretch:
        """Do nothing for some seconds."""
        async with self._running():
            with self.clocks.stretch() as stretch:
                await asyncio.sleep(seconds)
        return stretch

    async def publish(self) -> None:
        """Publish what was filled in."""
        policy = LogPolicy.of_log(self.signer.verifier_key)
        await Publisher(self.database, policy, system_clock).publish()

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[tuple[Recorder, _TimedSequencer]]:
        key = self.signer.verifier_key
        publisher = Publisher(self.database, LogPolicy.of_log(key), system_clock)
        sequencer = _TimedSequencer(self.database, self.signer, [key], signed=publisher.wake)
        await sequencer.integrate()
        tasks = [asyncio.create_task(each.run()) for each in (sequencer, publisher)]
        try:
            yield Recorder(notify=sequencer.wake), sequencer
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await publisher.publish()

    async def _append(self, recorder: Recorder, number: int) -> EntryId:
        event = release(number, int(time.time()))

        async def unit(records: Records) -> EntryId:
            return await recorder.append(
                records, event, person_id=citizen(number), client_id=service(number)
            )

        return await self.database.run(unit)


async def _by_many(numbers: range, do: Callable[[int], Awaitable[None]]) -> None:
    waiting = iter(numbers)

    async def work() -> None:
        for number in waiting:
            await do(number)

    await asyncio.gather(*(work() for _ in range(WRITERS)))

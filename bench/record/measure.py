"""What is measured of a log: entries that are added to it, proofs, pages of histories."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import fmean, median, quantiles
from typing import Any, TypeVar

from bench.cpu_time import tree_time
from bench.errors import BenchError
from bench.record.bulk import Records
from bench.record.entries import citizen, release, service
from thiqa.base import system_clock
from thiqa.ledger import (
    EntryId,
    HistoryEntry,
    LogPolicy,
    NoteSigner,
    Publisher,
    Receipts,
    Recorder,
    Sequencer,
    verify_receipt,
)
from thiqa.storage import OpenDatabase

WRITERS = 64
"""Callers at once, each of whom waits until its entry is durable."""

Answer = TypeVar("Answer")
Sample = Sequence[tuple[EntryId, str, str]]
"""Entries from all over the log, each with its citizen and its service."""


@dataclass(slots=True)
class Stretch:
    """A stretch of work: its wall time, and the processor time of us and of the database."""

    wall: float = 0.0
    ours: float = 0.0
    database: float = 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """One thing that is done again and again: milliseconds of it, µs of processor time for it."""

    p50: float
    p99: float
    ours: float = 0.0
    database: float = 0.0

    @classmethod
    def of(cls, seconds: Sequence[float], stretch: Stretch | None = None) -> "Cost":
        """Summarize repetitions, and the processor time of all of them."""
        used = stretch or Stretch()
        shares = (each * 1e6 / len(seconds) for each in (used.ours, used.database))
        return cls(median(seconds) * 1e3, quantiles(seconds, n=100)[98] * 1e3, *shares)


@dataclass(frozen=True, slots=True)
class Growth:
    """Entries that were added, from the event to their place under a signed head."""

    per_second: float
    durable: Cost
    batch: Cost
    entries_in_batch: float


class _TimedSequencer(Sequencer):
    """Notes how many entries each batch has, and how long it takes."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.batches: list[tuple[int, float]] = []

    async def integrate(self) -> int:
        """Integrate one batch, by the clock."""
        began = time.perf_counter()
        entries = await super().integrate()
        if entries:
            self.batches.append((entries, time.perf_counter() - began))
        return entries


@dataclass
class Meter:
    """The record on one database, and the clocks of those who work for it."""

    database: OpenDatabase[Records]
    signer: NoteSigner
    postmaster: int | None
    policy: LogPolicy = field(init=False)
    receipts: Receipts = field(init=False)

    def __post_init__(self) -> None:
        self.policy = LogPolicy.of_log(self.signer.verifier_key)
        self.receipts = Receipts(self.database, self.policy)

    async def grow(self, first: int, entries: int) -> Growth:
        """Add entries, as many callers at once would, and wait until all have their places."""
        sequencer = _TimedSequencer(self.database, self.signer, [self.signer.verifier_key])
        await sequencer.integrate()
        recorder = Recorder(notify=sequencer.wake)
        numbers, waits = iter(range(first, first + entries)), list[float]()

        async def write() -> None:
            for number in numbers:
                began = time.perf_counter()
                await self._append(recorder, number)
                waits.append(time.perf_counter() - began)

        with self._stretch() as stretch:
            sequencing = asyncio.create_task(sequencer.run())
            await asyncio.gather(*(write() for _ in range(WRITERS)))
            sequencing.cancel()
            await asyncio.gather(sequencing, return_exceptions=True)
            while await sequencer.integrate():
                pass
        await Publisher(self.database, self.policy, system_clock).publish()
        return Growth(
            per_second=entries / stretch.wall,
            durable=Cost.of(waits, stretch),
            batch=Cost.of([seconds for _, seconds in sequencer.batches]),
            entries_in_batch=fmean(entries for entries, _ in sequencer.batches),
        )

    async def prove(self, sample: Sample) -> tuple[Cost, list[str]]:
        """Ask for receipts; each is checked before it is given out."""

        async def ask(entry_id: EntryId, service: str) -> str:
            return (await self.receipts.receipt_for_client(entry_id, service)).text

        return await self._timed(partial(ask, entry_id, service) for entry_id, _, service in sample)

    async def read_histories(self, sample: Sample) -> Cost:
        """Ask for the first page of the histories of those whom entries concern."""

        async def ask(entry_id: EntryId, citizen: str) -> None:
            page: list[HistoryEntry] = await self.receipts.history(citizen)
            if entry_id not in [entry.id for entry in page]:
                raise BenchError("an entry is not in the history of its citizen")

        cost, _ = await self._timed(
            partial(ask, entry_id, citizen) for entry_id, citizen, _ in sample
        )
        return cost

    def verify(self, texts: Sequence[str]) -> Cost:
        """Check receipts as everybody can, with nothing but the log's key."""
        each = []
        with self._stretch() as stretch:
            for text in texts:
                began = time.perf_counter()
                verify_receipt(text, self.policy)
                each.append(time.perf_counter() - began)
        return Cost.of(each, stretch)

    async def _append(self, recorder: Recorder, number: int) -> EntryId:
        event = release(number, int(time.time()))

        async def unit(records: Records) -> EntryId:
            return await recorder.append(
                records, event, person_id=citizen(number), client_id=service(number)
            )

        return await self.database.run(unit)

    async def _timed(
        self, questions: Iterable[Callable[[], Awaitable[Answer]]]
    ) -> tuple[Cost, list[Answer]]:
        each, answers = list[float](), list[Answer]()
        with self._stretch() as stretch:
            for ask in questions:
                began = time.perf_counter()
                answers.append(await ask())
                each.append(time.perf_counter() - began)
        return Cost.of(each, stretch), answers

    @contextmanager
    def _stretch(self) -> Iterator[Stretch]:
        stretch = Stretch()
        wall, ours, database = time.perf_counter(), time.process_time(), self._database_time()
        yield stretch
        stretch.wall = time.perf_counter() - wall
        stretch.ours = time.process_time() - ours
        stretch.database = self._database_time() - database

    def _database_time(self) -> float:
        return tree_time(self.postmaster) / 1e9 if self.postmaster else 0.0

"""What is read of a log: receipts of entries from anywhere in it, pages of histories."""

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bench.errors import BenchError
from bench.record.clocks import Clocks, Cost
from thiqa.ledger import EntryId, LogPolicy, Receipts, verify_receipt

Answer = TypeVar("Answer")
Sample = Sequence[tuple[EntryId, str, str]]
"""Entries from all over the log, each with its citizen and its service."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Asks one question after the other, by the clock."""

    receipts: Receipts
    clocks: Clocks

    async def prove(self, sample: Sample) -> tuple[Cost, list[str]]:
        """Ask for receipts; each is checked before it is given out."""

        async def ask(entry_id: EntryId, service: str) -> str:
            return (await self.receipts.receipt_for_client(entry_id, service)).text

        return await self._timed(partial(ask, entry_id, service) for entry_id, _, service in sample)

    async def read_histories(self, sample: Sample) -> Cost:
        """Ask for the first page of the histories of those whom entries concern."""

        async def ask(entry_id: EntryId, citizen: str) -> None:
            page = await self.receipts.history(citizen)
            if entry_id not in [entry.id for entry in page]:
                raise BenchError("an entry is not in the history of its citizen")

        cost, _ = await self._timed(
            partial(ask, entry_id, citizen) for entry_id, citizen, _ in sample
        )
        return cost

    async def _timed(
        self, questions: Iterable[Callable[[], Awaitable[Answer]]]
    ) -> tuple[Cost, list[Answer]]:
        each, answers = list[float](), list[Answer]()
        with self.clocks.stretch() as stretch:
            for ask in questions:
                began = time.perf_counter()
                answers.append(await ask())
                each.append(time.perf_counter() - began)
        return Cost.of(each, stretch), answers


def verify(texts: Sequence[str], policy: LogPolicy, clocks: Clocks) -> Cost:
    """Check receipts as everybody can, with nothing but the log's key."""
    each = []
    with clocks.stretch() as stretch:
        for text in texts:
            began = time.perf_counter()
            verify_receipt(text, policy)
            each.append(time.perf_counter() - began)
    return Cost.of(each, stretch)

"""The steps of many requests at once, phase by phase, so that each step's cost is known."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.counter.lives import BEGINNING, READS, SERVICE, WRITES, Walk
from bench.record.clocks import Clocks, Cost
from thiqa.counter.records import Records
from thiqa.counter.requests.life import Life
from thiqa.database import OpenDatabase

CALLERS = 64
"""Visitors at once, each of whom waits until their step is durable."""
QUEUE_ROWS = 50
QUEUE_READS = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured with so many requests kept."""

    size: int
    steps: dict[str, Cost]
    lives_per_second: float
    queue: Cost
    bytes_each: float
    load: float

    @property
    def life(self) -> tuple[float, float]:
        """Processor time of all writing steps of one request, ours and the database's, in µs."""
        costs = [self.steps[name] for name in WRITES]
        return sum(cost.ours for cost in costs), sum(cost.database for cost in costs)


async def measure(
    database: OpenDatabase[Records], life: Life, clocks: Clocks, first: int, count: int
) -> tuple[dict[str, Cost], float]:
    """Let requests go their way; return the cost of each step, and lives a second."""
    walks = [Walk(life, first + number) for number in range(count)]
    steps: dict[str, Cost] = {}
    seconds = 0.0
    for name in (*WRITES, *READS):
        run = database.run if name in WRITES else database.read
        waits, used = await _phase(walks, partial(_step, run, name), clocks)
        steps[name] = used
        seconds += waits if name in WRITES else 0.0
    return steps, count / seconds


async def _step(run: Any, name: str, walk: Walk) -> None:
    await run(getattr(walk, name))


async def measure_queue(
    database: OpenDatabase[Records], life: Life, clocks: Clocks, size: int
) -> Cost:
    """Read pages of a body's queue, from anywhere in it."""
    body = life.service(SERVICE).body.id

    async def read(page: int) -> None:
        due_at = BEGINNING + page * size * 20 // QUEUE_READS
        await database.read(
            lambda records: records.requests.queue(body, QUEUE_ROWS, after=(due_at, ""))
        )

    _, cost = await _phase(range(QUEUE_READS), read, clocks)
    return cost


async def _phase(
    jobs: Sequence[Any], do: Callable[[Any], Awaitable[None]], clocks: Clocks
) -> tuple[float, Cost]:
    waits: list[float] = []
    remaining = iter(jobs)

    async def caller(mine: Iterable[Any]) -> None:
        for job in mine:
            began = time.perf_counter()
            await do(job)
            waits.append(time.perf_counter() - began)

    with clocks.stretch() as stretch:
        await asyncio.gather(*(caller(remaining) for _ in range(CALLERS)))
    return stretch.wall, Cost.of(waits, stretch)

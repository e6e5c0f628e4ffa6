"""A closed loop of concurrent visitors, each doing one job after another."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from bench.browser import Browser, Recorder
from bench.cpu_time import Meter, ProcessorTime
from bench.http_client import Connection

LONGEST_LOAD_SECONDS = 180
WHOLE = "whole"

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Load:
    """How much is measured, after how much that is not, by how many visitors at once."""

    count: int
    warm_up: int
    concurrency: int

    @property
    def total(self) -> int:
        """Return the number of jobs."""
        return self.warm_up + self.count


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one run of a load showed."""

    count: int
    seconds: float
    processor: ProcessorTime
    steps: dict[str, list[int]]


async def visit(
    port: int,
    jobs: Sequence[Job],
    do: Callable[[Browser, Job], Awaitable[Result]],
    *,
    concurrency: int,
    recorder: Recorder,
) -> list[Result]:
    """Do all jobs with so many visitors at once; return their results as they end."""
    host = "127.0.0.1"
    remaining = iter(jobs)
    connections = [await Connection.open(host, port) for _ in range(concurrency)]

    async def visitor(connection: Connection) -> list[Result]:
        browser = Browser(connection, f"{host}:{port}", recorder)
        return await _work(browser, remaining, do)

    try:
        async with asyncio.timeout(LONGEST_LOAD_SECONDS):
            results = await asyncio.gather(*map(visitor, connections))
    finally:
        for connection in connections:
            connection.close()
    return [result for part in results for result in part]


async def measure(
    port: int,
    jobs: Sequence[Job],
    do: Callable[[Browser, Job], Awaitable[Result]],
    load: Load,
    meter: Meter,
) -> Measurement:
    """Do the first jobs to warm up, then measure the others."""
    concurrency = load.concurrency
    await visit(port, jobs[: load.warm_up], do, concurrency=concurrency, recorder=Recorder())
    recorder = Recorder()
    counted = jobs[load.warm_up :]
    with without_collector():
        before, start = meter.read(), time.perf_counter()
        await visit(port, counted, do, concurrency=concurrency, recorder=recorder)
        seconds, after = time.perf_counter() - start, meter.read()
    return Measurement(len(counted), seconds, after.since(before), dict(recorder.steps))


async def _work(
    browser: Browser, remaining: Iterable[Job], do: Callable[[Browser, Job], Awaitable[Result]]
) -> list[Result]:
    results = []
    for job in remaining:
        browser.forget()
        start = time.perf_counter_ns()
        results.append(await do(browser, job))
        browser.recorder.add(WHOLE, time.perf_counter_ns() - start)
    return results


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the driver's garbage collector out of the measured time."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

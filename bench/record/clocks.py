"""Clocks: wall time, and the processor time of this process and of the database's."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles

from bench.cpu_time import tree_time


@dataclass(slots=True)
class Stretch:
    """A stretch of work, in seconds."""

    wall: float = 0.0
    ours: float = 0.0
    database: float = 0.0


@dataclass(frozen=True, slots=True)
class Clocks:
    """What is read before and after; a database in this process has no clock of its own."""

    postmaster: int | None

    @contextmanager
    def stretch(self) -> Iterator[Stretch]:
        """Measure what is done inside."""
        stretch = Stretch()
        wall, ours, database = time.perf_counter(), time.process_time(), self._database()
        yield stretch
        stretch.wall = time.perf_counter() - wall
        stretch.ours = time.process_time() - ours
        stretch.database = self._database() - database

    def _database(self) -> float:
        return tree_time(self.postmaster) / 1e9 if self.postmaster else 0.0


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

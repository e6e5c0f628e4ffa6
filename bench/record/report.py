"""The printed table."""

import os
from dataclasses import dataclass

from bench.record.measure import Cost, Growth

HEAD = """\
          an entry                                   a batch                a proof\
                   a history      a receipt   size     load
 entries  a second  ours  database  durable ms        entries  ms              ms              µs\
   ms             verified µs bytes"""


@dataclass(frozen=True, slots=True)
class Row:
    """One log at one size."""

    size: int
    growth: Growth
    proof: Cost
    history: Cost
    verification: Cost
    bytes_each: float
    load: float


def line(row: Row) -> str:
    """Show one log at one size."""
    growth, entry = row.growth, row.growth.durable
    return (
        f"{row.size:>10,}{growth.per_second:>8,.0f}{entry.ours:>6.0f}{entry.database:>10.0f}"
        f"{_times(entry):>16}{growth.entries_in_batch:>9.0f}{_times(growth.batch):>14}"
        f"{_times(row.proof):>14}{row.proof.ours + row.proof.database:>7,.0f}"
        f"{_times(row.history):>14}{row.verification.ours:>8.0f}{row.bytes_each:>10,.0f}"
        f"{row.load:>7.1f}"
    )


def _times(cost: Cost) -> str:
    return f"{cost.p50:.2f} / {cost.p99:.2f}"


def load_average() -> float:
    """Return how many processes wanted a core in the last minute."""
    return os.getloadavg()[0]

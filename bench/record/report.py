"""The printed table, one line for each size of the log."""

from dataclasses import dataclass

from bench.record.clocks import Cost, Stretch
from bench.record.growing import Growth

_COLUMNS = (
    ("entries", 10),
    ("a second", 10),
    ("ours", 6),
    ("database", 10),
    ("durable ms", 16),
    ("batch of", 10),
    ("ms", 15),
    ("receipt there ms", 18),
    ("proof ms", 14),
    ("ours", 6),
    ("database", 10),
    ("history ms", 14),
    ("check µs", 10),
    ("idle µs/s", 11),
    ("bytes", 7),
    ("load", 6),
)
HEAD = "".join(f"{name:>{width}}" for name, width in _COLUMNS)


@dataclass(frozen=True, slots=True)
class Row:
    """One log at one size."""

    size: int
    growth: Growth
    receipt_there: Cost
    proof: Cost
    history: Cost
    verification: Cost
    idle: Stretch
    bytes_each: float
    load: float


def line(row: Row) -> str:
    """Show one log at one size."""
    growth, entry, proof = row.growth, row.growth.durable, row.proof
    cells = (
        f"{row.size:,}",
        f"{growth.per_second:,.0f}",
        f"{entry.ours:.0f}",
        f"{entry.database:.0f}",
        _times(entry),
        f"{growth.entries_in_batch:.0f}",
        _times(growth.batch),
        f"{row.receipt_there.p50:.0f} / {row.receipt_there.p99:.0f}",
        _times(proof),
        f"{proof.ours:.0f}",
        f"{proof.database:.0f}",
        _times(row.history),
        f"{row.verification.ours:.0f}",
        f"{(row.idle.ours + row.idle.database) / row.idle.wall * 1e6:,.0f}",
        f"{row.bytes_each:,.0f}",
        f"{row.load:.1f}",
    )
    return "".join(f"{cell:>{width}}" for cell, (_, width) in zip(cells, _COLUMNS, strict=True))


def _times(cost: Cost) -> str:
    return f"{cost.p50:.2f} / {cost.p99:.2f}"

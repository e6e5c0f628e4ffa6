"""The printed tables."""

from collections.abc import Sequence

from bench.counter.lives import READS, WRITES
from bench.counter.measuring import Figures
from bench.counter.pages import PageFigures
from bench.record.clocks import Cost


def table(name: str, figures: Sequence[Figures]) -> str:
    """Show what a request costs at each size, step by step."""
    sizes = "".join(f"{each.size:>24,}" for each in figures)
    lines = [f"{name + ', requests kept':34}{sizes}"]
    lines += [f"{step:34}" + _each(figures, step) for step in (*WRITES, *READS)]
    lines.append(f"{'queue, a page of 50':34}" + "".join(_cell(f.queue) for f in figures))
    lives = ((f.life[0], f.life[1]) for f in figures)
    lines.append(
        f"{'a life: µs, ours + database':34}"
        + "".join(f"{f'{ours:,.0f} + {database:,.0f}':>24}" for ours, database in lives)
    )
    rates = (f"{each.lives_per_second:,.0f}" for each in figures)
    lines.append(f"{'lives a second':34}" + "".join(f"{rate:>24}" for rate in rates))
    sizes_each = (f"{each.bytes_each:,.0f}" for each in figures)
    lines.append(f"{'bytes a request':34}" + "".join(f"{size:>24}" for size in sizes_each))
    lines.append(f"{'load of the machine':34}" + "".join(f"{f.load:>24.1f}" for f in figures))
    return "\n".join(lines)


def page_table(name: str, figures: Sequence[PageFigures]) -> str:
    """Show what pages cost a process and its database on one core, at each size."""
    sizes = "".join(f"{each.size:>24,}" for each in figures)
    lines = [f"{name + ', pages, requests kept':34}{sizes}"]
    for title, costs in (
        ("a request made, five pages", [each.way for each in figures]),
        ("the catalogue", [each.catalogue for each in figures]),
    ):
        cells = (f"{c['server']:,.0f} + {c['database']:,.0f}" for c in costs)
        rates = (f"{c['per_second']:,.0f}" for c in costs)
        lines.append(f"{title + ': µs':34}" + "".join(f"{cell:>24}" for cell in cells))
        lines.append(f"{title + ' a second':34}" + "".join(f"{rate:>24}" for rate in rates))
    for step in figures[0].steps:
        times = "".join(f"{f'{each.steps[step]:.1f} ms':>24}" for each in figures)
        lines.append(f"{step + ', median':34}{times}")
    return "\n".join(lines)


def _each(figures: Sequence[Figures], step: str) -> str:
    return "".join(_cell(each.steps[step]) for each in figures)


def _cell(cost: Cost) -> str:
    return f"{f'{cost.ours:,.0f} + {cost.database:,.0f}, {cost.p99:.1f} ms':>24}"

"""Figures that tell of bodies and purposes, and of no person.

The log itself is public, and says how many entries of a kind an hour had. So what is hidden
must not come out by subtraction: the hidden cells of a kind and a day are at least two, and
hold enough entries together. All sums are of cells that are shown, and days are shown once they
are over and counted: so no two answers differ by a figure that was hidden.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from thiqa.audit.models import ENOUGH_PERSONS, Progress, Tally
from thiqa.audit.store import Records
from thiqa.audit.tally import SECONDS_PER_DAY

LATE_SECONDS = 3_600
"""A unit of work may become durable some time after the moment that its entry bears."""

MAX_DAYS = 31
MIN_HIDDEN_CELLS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """How often something happened between the citizens and a body."""

    client_id: str
    """Empty where no service was concerned."""
    purpose: str
    entries: tuple[tuple[str, int], ...]
    """Kinds, and how many there were."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some days."""

    first_day: int
    end_day: int
    """The day after the last that is shown."""
    rows: tuple[Figure, ...]
    is_whole: bool
    """Nothing was too small to be shown."""


async def read_figures(records: Records, first_day: int, end_day: int) -> Figures:
    """Return the figures from a day to before another, of days that are over and counted."""
    end_day = min(end_day, first_day + MAX_DAYS, first_open_day(await records.audit.get_progress()))
    tallies = await records.audit.list_tallies(first_day, end_day) if first_day < end_day else []
    shown = [tally for group in _groups(tallies) for tally in without_small_cells(group)]
    return Figures(
        first_day,
        max(first_day, end_day),
        tuple(_sums(shown)),
        is_whole=len(shown) == len(tallies),
    )


def first_open_day(progress: Progress) -> int:
    """Return the first day that entries may still be counted for."""
    return max(0, progress.counted_to - LATE_SECONDS) // SECONDS_PER_DAY


def without_small_cells(tallies: Iterable[Tally]) -> list[Tally]:
    """Return the cells of one day and kind that may be shown.

    1. A cell with too few persons is hidden.
    2. Where something is hidden, the smallest others are too, until what is hidden is as large
       as a figure that may be shown, and of more than one cell.
    """
    shown = [tally for tally in tallies if tally.has_enough_persons]
    hidden = [tally for tally in tallies if not tally.has_enough_persons]  # 1
    shown.sort(key=lambda tally: (-tally.entries, astuple(tally.cell)))
    while hidden and shown and _tells_too_much(hidden):  # 2
        hidden.append(shown.pop())
    return shown


def _tells_too_much(hidden: list[Tally]) -> bool:
    entries = sum(tally.entries for tally in hidden)
    return len(hidden) < MIN_HIDDEN_CELLS or entries < ENOUGH_PERSONS


def _groups(tallies: Iterable[Tally]) -> Iterable[list[Tally]]:
    groups: dict[tuple[int, str], list[Tally]] = defaultdict(list)
    for tally in tallies:
        groups[tally.cell.day, tally.cell.kind].append(tally)
    return groups.values()


def _sums(tallies: Iterable[Tally]) -> Iterable[Figure]:
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for tally in tallies:
        sums[tally.cell.client_id, tally.cell.purpose][tally.cell.kind] += tally.entries
    for (client_id, purpose), kinds in sorted(sums.items()):
        yield Figure(client_id, purpose, tuple(sorted(kinds.items())))

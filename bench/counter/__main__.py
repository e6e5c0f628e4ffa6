"""`python -m bench.counter`: what a request's life costs while more and more requests are kept."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import uvloop

from bench.counter.filling import fill
from bench.counter.lives import SERVICE, new_life
from bench.counter.measuring import Figures, measure, measure_queue
from bench.counter.pages import PageFigures, measure_pages
from bench.counter.report import page_table, table
from bench.errors import BenchError
from bench.postgres import Cluster, cluster
from bench.processes import Placement, place
from bench.record.clocks import Clocks
from thiqa.counter.database import bring_up_to_date
from thiqa.counter.records import Records
from thiqa.database import open_with

SIZES = (10_000, 100_000, 1_000_000)
QUICK_SIZES = (10_000, 100_000)
LIVES, QUICK_LIVES = 5_000, 2_000
WARMING_LIVES = 300
LONGEST_SECONDS = 14_400


@dataclass(frozen=True, slots=True)
class Place:
    """An empty database, and where its size and its processor time are seen."""

    name: str
    url: str
    home: Path
    """A folder for what processes write."""
    placement: Placement
    file: Path | None = None
    cluster: Cluster | None = None

    def size(self) -> int:
        """Return the bytes of all tables and indexes."""
        if self.cluster:
            return int(self.cluster.query("counter", "SELECT pg_database_size('counter')"))
        return self.file.stat().st_size if self.file else 0


def main() -> int:
    """Measure, print, and return the exit status."""
    options = _options()
    sizes = sorted(options.requests or (QUICK_SIZES if options.quick else SIZES))
    lives = QUICK_LIVES if options.quick else LIVES
    found: dict[str, list[Figures]] = {}
    try:
        for name in options.database:
            with _PLACES[name]() as made:
                found[made.name], pages = uvloop.run(_measure(made, sizes, lives))
                print(f"\n{table(made.name, found[made.name])}", flush=True)
                print(f"\n{page_table(made.name, pages)}", flush=True)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if options.json:
        figures = {name: [asdict(each) for each in rows] for name, rows in found.items()}
        options.json.write_text(json.dumps(figures, indent=2))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.counter", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few requests alone")
    parser.add_argument("--requests", type=int, nargs="+", metavar="N", help="how many are kept")
    parser.add_argument("--database", nargs="+", choices=_PLACES, default=list(_PLACES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in a file")
    return parser.parse_args()


async def _measure(
    made: Place, sizes: Sequence[int], lives: int
) -> tuple[list[Figures], list[PageFigures]]:
    """Let the number of requests grow from size to size, and measure at each."""
    life, filled, walked = new_life(), 0, 0
    figures: list[Figures] = []
    pages: list[PageFigures] = []
    service = life.service(SERVICE)
    await bring_up_to_date(made.url)
    empty = made.size()
    for size in sizes:
        await fill(made.url, service, filled, size)
        bytes_each = (made.size() - empty) / size
        clocks = Clocks(made.cluster.pid if made.cluster else None)
        database = await open_with(made.url, Records(), overwrites=True)
        try:
            await measure(database, life, clocks, walked, WARMING_LIVES)
            steps, rate = await measure(database, life, clocks, walked + WARMING_LIVES, lives)
            queue = await measure_queue(database, life, clocks, size)
        finally:
            await database.close()
        filled, walked = size, walked + WARMING_LIVES + lives
        load = os.getloadavg()[0]
        figures.append(Figures(size, steps, rate, queue, bytes_each, load))
        pid = made.cluster.pid if made.cluster else None
        pages.append(
            await measure_pages(made.url, made.placement, made.home, service, size, lives // 5, pid)
        )
    return figures, pages


@contextmanager
def _sqlite() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="thiqa-bench-counter-") as folder:
        file = Path(folder, "counter.db")
        yield Place("SQLite", f"sqlite:///{file}", Path(folder, "home"), place(), file=file)


@contextmanager
def _postgres() -> Iterator[Place]:
    """A server on one core, and us on the other."""
    placement, before = place(), os.sched_getaffinity(0)
    with cluster(placement.measured, longest_seconds=LONGEST_SECONDS) as server:
        os.sched_setaffinity(0, {placement.driver})
        try:
            with tempfile.TemporaryDirectory(prefix="thiqa-bench-counter-") as folder:
                url = server.create_database("counter")
                yield Place("PostgreSQL", url, Path(folder, "home"), placement, cluster=server)
        finally:
            os.sched_setaffinity(0, before)


_PLACES = {"sqlite": _sqlite, "postgresql": _postgres}

if __name__ == "__main__":
    sys.exit(main())

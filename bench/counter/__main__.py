"""`python -m bench.counter`: what a request's life costs while more and more requests are kept."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import uvloop

from bench.counter.filling import fill
from bench.counter.lives import SERVICE, new_life
from bench.counter.measuring import Figures, measure, measure_queue
from bench.counter.pages import PageFigures, measure_pages
from bench.counter.report import page_table, table
from bench.errors import BenchError
from bench.places import Place, places_for
from bench.record.clocks import Clocks
from thiqa.counter.database import bring_up_to_date
from thiqa.counter.records import Records
from thiqa.database import open_with

SIZES = (10_000, 100_000, 1_000_000)
QUICK_SIZES = (10_000, 100_000)
LIVES, QUICK_LIVES = 5_000, 2_000
WARMING_LIVES = 300

_PLACES = places_for("counter")


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
        clocks = Clocks(made.pid)
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
        pages.append(
            await measure_pages(
                made.url, made.placement, made.home, service, size, lives // 5, made.pid
            )
        )
    return figures, pages


if __name__ == "__main__":
    sys.exit(main())

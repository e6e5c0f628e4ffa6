"""`python -m bench`: print Thiqa's figures beside those of a certified provider."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.citizens import population
from bench.errors import BenchError
from bench.flows.ours import Ours, running_ours
from bench.flows.peer import Peer, running_peer
from bench.machine import Steadiness, machine, versions
from bench.peer_installation import install
from bench.plan import CONCURRENCY, FULL, QUICK, Plan, contests, warming
from bench.postgres import cluster
from bench.processes import Placement, place
from bench.report import Outcome, steps_table, table, write_json
from bench.rounds import run_contest


@dataclass(frozen=True, slots=True)
class Field:
    """Every provider, running."""

    ours: Sequence[Ours]
    peer: Peer
    postgres: str


def main() -> int:
    """Measure, print, and return the exit status."""
    options = _options()
    placement = place()
    os.sched_setaffinity(0, {placement.driver})
    try:
        install()
        with _field(placement) as field:
            uvloop.run(_measure(field, placement, options))
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="some minutes, rougher")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in a file")
    parser.add_argument("--only", default="", metavar="NAME", help="contests with this name")
    parser.add_argument("--rounds", type=int, help="rounds of each contest")
    return parser.parse_args()


async def _measure(field: Field, placement: Placement, options: argparse.Namespace) -> None:
    plan: Plan = QUICK if options.quick else FULL
    steadiness = Steadiness(placement.measured)
    facts: dict[str, object] = {
        "machine": machine(),
        "versions": versions() | {"PostgreSQL": field.postgres},
    }
    _introduce(facts, placement)
    await run_contest(
        warming(plan, [*field.ours, field.peer]),
        rounds=1,
        between=steadiness.sample,
    )
    outcomes = []
    chosen = contests(plan, field.ours, field.peer)
    for contest in (each for each in chosen if options.only in each.scenario.name):
        results = await run_contest(
            contest,
            rounds=options.rounds or plan.rounds,
            between=steadiness.sample,
        )
        outcome = Outcome(contest, results)
        outcomes.append(outcome)
        print(table(outcome, field.peer.label), flush=True)
        if len(next(iter(results.values())).latency) > 2:
            print(steps_table(outcome))
        print(flush=True)
    print(f"steadiness: {steadiness.line()}")
    if options.json:
        write_json(options.json, facts | {"steadiness": steadiness.line()}, outcomes)


def _introduce(facts: Mapping[str, object], placement: Placement) -> None:
    print(f"machine: {facts['machine']}")
    print(f"versions: {facts['versions']}")
    print(
        f"server and database share core {placement.measured}, the driver has core "
        f"{placement.driver}; {CONCURRENCY} visitors at once; commits durable (fsync); medians of "
        "alternating rounds; processor time in µs a unit, all processes and threads\n",
        flush=True,
    )


@contextmanager
def _field(placement: Placement) -> Iterator[Field]:
    core = placement.measured
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thiqa-bench-")))
        postgres = stack.enter_context(cluster(core))
        people = stack.enter_context(population(core=placement.driver, home=home))
        sqlite = running_ours("", None, people, core=core, home=home / "sqlite")
        ours_url = postgres.create_database("ours")
        ours = running_ours(ours_url, postgres.pid, people, core=core, home=home / "postgres")
        peer_url = postgres.create_database("peer")
        peer = running_peer(peer_url, postgres.pid, core=core, home=home)
        yield Field(
            [stack.enter_context(sqlite), stack.enter_context(ours)],
            stack.enter_context(peer),
            postgres.version,
        )


if __name__ == "__main__":
    sys.exit(main())

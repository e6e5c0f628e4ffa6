"""The printed tables and the JSON file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.flows.provider import DPOP, NEW_KEYS
from bench.load import WHOLE
from bench.rounds import Contest, Result

_COLUMNS = f"{'':44}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'server':>9}{'database':>9}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One contest and what it showed, by provider."""

    contest: Contest
    results: Mapping[str, Result]


def table(outcome: Outcome, reference: str) -> str:
    """Show one contest.

    The last columns: how much of the measured core these processes had (far from 100 %, something
    else set the rate), how many times less processor time than the peer a unit took, and for
    proofs of possession how many times the plain unit's.
    """
    scenario = outcome.contest.scenario
    some = next(iter(outcome.results.values()))
    title = f"{scenario.name} — {scenario.explanation}"
    head = (
        f"{_COLUMNS}{'together':>10}{'core busy':>11}{'÷ peer':>9}{'× plain':>9}   "
        f"({some.rounds} × {some.count})"
    )
    rows = [
        _row(label, each, outcome.results.get(reference + _proving(label)))
        + _beside_plain(label, outcome.results)
        for label, each in outcome.results.items()
    ]
    return "\n".join([title, head, *rows])


def steps_table(outcome: Outcome) -> str:
    """Show the latency of each step of a flow, p50 / p99 in milliseconds."""
    steps = list(dict.fromkeys(s for each in outcome.results.values() for s in each.latency))
    lines = ["each step, p50 / p99 in ms"]
    for label, result in outcome.results.items():
        cells = (
            f"{step} {result.latency[step].p50:.1f}/{result.latency[step].p99:.1f}"
            for step in steps
            if step != WHOLE and step in result.latency
        )
        lines.append(f"  {label}: " + ", ".join(cells))
    return "\n".join(lines)


def write_json(path: Path, facts: Mapping[str, object], outcomes: Sequence[Outcome]) -> None:
    """Keep everything that was measured."""
    contests = {
        outcome.contest.scenario.name: {
            "explanation": outcome.contest.scenario.explanation,
            "results": {label: asdict(result) for label, result in outcome.results.items()},
        }
        for outcome in outcomes
    }
    path.write_text(json.dumps({**facts, "contests": contests}, indent=2, ensure_ascii=False))


def _proving(label: str) -> str:
    """Return how the label of the peer ends that does the same."""
    return DPOP if label.endswith((DPOP, NEW_KEYS)) else ""


def _beside_plain(label: str, results: Mapping[str, Result]) -> str:
    if not _proving(label):
        return ""
    plain = results[label.removesuffix(NEW_KEYS).removesuffix(DPOP)]
    return f"{results[label].together / plain.together:8.2f}×"


def _row(label: str, result: Result, peer: Result | None) -> str:
    whole = result.latency[WHOLE]
    busy = result.together * result.per_second / 1e6
    ratio = f"{peer.together / result.together:8.2f}×" if peer else f"{'':>9}"
    return (
        f"  {label:42}{result.per_second:10,.0f}{whole.p50:9.1f}{whole.p99:9.1f}"
        f"{result.server:9,.0f}{result.database:9,.0f}{result.together:10,.0f}"
        f"{busy:11.0%}{ratio}"
    )

"""Rounds: every provider in turn, again and again, so that noise of the machine meets all alike."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.flows import Provider
from bench.load import WHOLE, Load, Measurement
from bench.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Contest:
    """A scenario, who enters, and how much one round does."""

    scenario: Scenario
    entrants: Sequence[Provider]
    load: Load


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Result:
    """Medians over the rounds of one provider in one scenario; processor times in µs a unit."""

    rounds: int
    count: int
    per_second: float
    server: float
    database: float
    together: float
    latency: dict[str, Latency]


async def run_contest(
    contest: Contest, *, rounds: int, between: Callable[[], None]
) -> dict[str, Result]:
    """Run the rounds, turning the order round each time; return results by provider."""
    measurements: dict[str, list[Measurement]] = {each.label: [] for each in contest.entrants}
    for number in range(rounds):
        order = contest.entrants if number % 2 == 0 else contest.entrants[::-1]
        for provider in order:
            between()
            measurement = await contest.scenario.measure(provider, contest.load)
            measurements[provider.label].append(measurement)
    return {label: _medians(each) for label, each in measurements.items()}


def _medians(measurements: Sequence[Measurement]) -> Result:
    def micros(nanoseconds: Sequence[float]) -> float:
        return statistics.median(nanoseconds) / 1_000

    processor = [(each.processor, each.count) for each in measurements]
    return Result(
        rounds=len(measurements),
        count=measurements[0].count,
        per_second=statistics.median(each.count / each.seconds for each in measurements),
        server=micros([used.server / count for used, count in processor]),
        database=micros([used.database / count for used, count in processor]),
        together=micros([(used.server + used.database) / count for used, count in processor]),
        latency={step: _latency(measurements, step) for step in _steps(measurements[0])},
    )


def _steps(measurement: Measurement) -> list[str]:
    return [WHOLE, *(step for step in measurement.steps if step != WHOLE)]


def _latency(measurements: Sequence[Measurement], step: str) -> Latency:
    def at(share: float) -> float:
        return statistics.median(_percentile(each.steps[step], share) for each in measurements)

    return Latency(at(0.50) / 1e6, at(0.99) / 1e6)


def _percentile(nanoseconds: Sequence[int], share: float) -> float:
    ordered = sorted(nanoseconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

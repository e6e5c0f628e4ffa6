"""The figures are medians over rounds, and rounds turn their order round."""

import asyncio
from dataclasses import dataclass, field

from bench.client import Client
from bench.cpu_time import Meter, ProcessorTime
from bench.flows import Provider
from bench.flows.peer import Peer
from bench.load import WHOLE, Load, Measurement
from bench.proofs import Prover
from bench.rounds import Contest, Latency, run_contest


@dataclass(frozen=True)
class FakeScenario:
    """Measures nothing: each round takes as many seconds as its number."""

    name: str = "fake"
    explanation: str = ""
    order: list[str] = field(default_factory=list)

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        self.order.append(provider.label)
        seconds = float(self.order.count(provider.label))
        used = ProcessorTime(server=round(seconds * 1e9), database=round(seconds * 1e8))
        return Measurement(load.count, seconds, used, {WHOLE: [1_000_000, 2_000_000, 9_000_000]})


def entrant(label: str) -> Provider:
    client = Client("bench", "https://rp.example")
    return Peer(1, Meter(1, None), client, Prover(1, "/par", bytes), label=label)


def test_rounds_alternate_and_figures_are_medians() -> None:
    scenario, slept = FakeScenario(), []
    contest = Contest(scenario, [entrant("a"), entrant("b")], Load(1_000, 0, 1))
    results = asyncio.run(run_contest(contest, rounds=3, between=lambda: slept.append(1)))
    assert scenario.order == ["a", "b", "b", "a", "a", "b"]
    assert len(slept) == 6
    result = results["a"]
    assert (result.per_second, result.server, result.database) == (500.0, 2_000.0, 200.0)
    assert result.together == 2_200.0
    assert result.latency == {WHOLE: Latency(2.0, 9.0)}

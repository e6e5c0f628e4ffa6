"""The table sets each figure beside the peer's of the same kind, and a proof's beside the plain."""

from bench.flows.provider import DPOP, NEW_KEYS
from bench.load import WHOLE, Load
from bench.report import Outcome, table
from bench.rounds import Contest, Latency, Result
from bench.scenarios import CompleteFlow

PEER = "peer"


def result(micros: float) -> Result:
    return Result(3, 100, 100.0, micros, 0.0, micros, {WHOLE: Latency(1.0, 2.0)})


def test_proofs_are_compared_with_the_peers_proofs_and_with_the_plain_unit() -> None:
    results = {
        "ours": result(100),
        "ours" + DPOP: result(120),
        "ours" + NEW_KEYS: result(150),
        PEER: result(200),
        PEER + DPOP: result(300),
    }
    outcome = Outcome(Contest(CompleteFlow(), [], Load(1, 0, 1)), results)
    _, _, ours, proving, new_keys, peer, _ = table(outcome, PEER).splitlines()
    assert ours.split()[-1:] == ["2.00×"]
    assert proving.split()[-2:] == ["2.50×", "1.20×"]
    assert new_keys.split()[-2:] == ["2.00×", "1.50×"]
    assert peer.split()[-1] == "1.00×"

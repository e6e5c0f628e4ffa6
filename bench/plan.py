"""How much is measured: in full, or quickly."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.flows import Provider
from bench.flows.ours import Ours
from bench.flows.peer import Peer
from bench.load import Load
from bench.reference import ClientCredentialsBySecret
from bench.rounds import Contest
from bench.scenarios import (
    DISCOVERY,
    JWKS,
    ClientCredentials,
    CodeRedemption,
    CompleteFlow,
    Introspection,
    Refresh,
    Scenario,
)

CONCURRENCY = 32
"""Visitors at once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The size of a run; a round of a contest lasts a second or two."""

    rounds: int
    flows: int
    codes: int
    refreshes: int
    credentials: int
    documents: int
    first_flows: int


FULL = Plan(
    rounds=7,
    flows=400,
    codes=500,
    refreshes=1_500,
    credentials=3_000,
    documents=6_000,
    first_flows=600,
)
QUICK = Plan(
    rounds=3,
    flows=150,
    codes=150,
    refreshes=500,
    credentials=1_000,
    documents=3_000,
    first_flows=200,
)


def warming(plan: Plan, entrants: Sequence[Provider]) -> Contest:
    """Flows whose figures are thrown away: they let each provider's compiler and caches settle."""
    return Contest(CompleteFlow(), entrants, Load(plan.first_flows, 0, CONCURRENCY))


def contests(plan: Plan, ours: Sequence[Ours], peer: Peer) -> list[Contest]:
    """List every contest; the peer's shortest flow and cheapest request enter too."""
    everybody: list[Provider] = [*ours, peer]
    proving = [each for plain in (*ours, peer) for each in (plain, plain.with_dpop())]
    new_keys = [each.with_new_keys() for each in ours]
    sizes: list[tuple[Scenario, Sequence[Provider], int]] = [
        (CompleteFlow(), [*proving, *new_keys, peer.in_one_hop()], plan.flows),
        (CodeRedemption(), [*proving, *new_keys], plan.codes),
        (Refresh(), proving, plan.refreshes),
        (ClientCredentials(), proving, plan.credentials),
        (Introspection(), everybody, plan.credentials),
        (ClientCredentialsBySecret(peer), [peer], plan.credentials),
        (DISCOVERY, everybody, plan.documents),
        (JWKS, everybody, plan.documents),
    ]
    return [
        Contest(scenario, who, Load(count, count // 8, CONCURRENCY))
        for scenario, who, count in sizes
    ]

"""Holding what a service holds against what we hold, in both directions."""

from collections.abc import Collection

from thiqa.ledger.entry import parse_leaf
from thiqa.ledger.events import Kind
from thiqa.ledger.merkle import hash_leaf
from thiqa.reconciliation.models import Batch, Outcome

OWED = frozenset({Kind.RELEASE, Kind.REFRESH})
"""Kinds of which a service is given the receipt, so that it can be asked for it."""


def compare(
    batch: Batch, placed: Collection[bytes], waiting: Collection[bytes], now: int
) -> Outcome:
    """Return how a batch differs from our leaves of the service in its period.

    `placed` have a place in the tree, `waiting` are to get one.
    """
    ours = {hash_leaf(leaf): leaf for leaf in (*placed, *waiting)}
    in_tree = {hash_leaf(leaf) for leaf in placed}
    lacking = (each for each in ours if each not in batch.leaf_hashes)
    broken = {
        each
        for each, shown in batch.shown.items()
        if shown.due_at is not None and shown.due_at <= now and each not in in_tree
    }
    return Outcome(
        matched=len(batch.leaf_hashes & ours.keys()),
        held_by_service_only=tuple(sorted(batch.leaf_hashes - ours.keys() - broken)),
        held_by_us_only=tuple(
            sorted(each for each in lacking if parse_leaf(ours[each]).kind in OWED)
        ),
        broken_promises=tuple(sorted(broken)),
    )

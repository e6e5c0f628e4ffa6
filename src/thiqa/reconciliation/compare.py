"""Holding what a service holds against what we hold, in both directions."""

from collections.abc import Sequence

from thiqa.ledger.entry import parse_leaf
from thiqa.ledger.events import Kind
from thiqa.ledger.merkle import hash_leaf
from thiqa.reconciliation.models import Batch, Outcome

OWED = frozenset({Kind.RELEASE})
"""Kinds of which a service is given the receipt, so that it can be asked for it."""


def compare(batch: Batch, leaves: Sequence[bytes]) -> Outcome:
    """Return how a batch differs from all leaves of the service in its period."""
    ours = {hash_leaf(leaf): leaf for leaf in leaves}
    lacking = (each for each in ours if each not in batch.leaf_hashes)
    return Outcome(
        matched=len(batch.leaf_hashes & ours.keys()),
        held_by_service_only=tuple(sorted(batch.leaf_hashes - ours.keys())),
        held_by_us_only=tuple(
            sorted(each for each in lacking if parse_leaf(ours[each]).kind in OWED)
        ),
    )

"""Differences become findings: one for each kind and batch, so that nobody drowns in them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from thiqa.base import b64url_encode
from thiqa.findings import Finding, Kind, new_finding
from thiqa.reconciliation.models import Batch, Outcome

MAX_NAMED = 20
"""Differences that a finding names; who sends the batch is told all."""


def findings_of(batch: Batch, outcome: Outcome, now: int) -> list[Finding]:
    """Return the findings of a batch: the same ones for the same differences."""
    return [
        new_finding(
            kind,
            _key(batch, lines),
            now=now,
            detail="\n".join(_detail(batch, outcome, lines)),
            client_id=batch.client_id,
        )
        for kind, lines in _differences(batch, outcome).items()
        if lines
    ]


def _differences(batch: Batch, outcome: Outcome) -> Mapping[Kind, Mapping[bytes, str]]:
    """Return what is different, each by a hash, with what more there is to say."""
    return {
        Kind.HELD_BY_SERVICE_ONLY: {
            each: _shown(batch, each) for each in outcome.held_by_service_only
        },
        Kind.BROKEN_PROMISE: {each: _shown(batch, each) for each in outcome.broken_promises},
        Kind.HELD_BY_US_ONLY: dict.fromkeys(outcome.held_by_us_only, ""),
        Kind.NOT_OUR_RECEIPT: {each.digest: each.reason for each in batch.not_ours},
    }


def _shown(batch: Batch, leaf_hash: bytes) -> str:
    """Return where an entry is said to be: whoever signed that owes it a place."""
    shown = batch.shown.get(leaf_hash)
    return "without a receipt" if shown is None else shown.says


def _key(batch: Batch, hashes: Iterable[bytes]) -> str:
    return b64url_encode(hashlib.sha256(batch.client_id.encode() + b"".join(hashes)).digest())


def _detail(batch: Batch, outcome: Outcome, lines: Mapping[bytes, str]) -> Iterator[str]:
    yield f"from {moment(batch.period.start)} to {moment(batch.period.end)}"
    yield f"the service sent {len(batch.leaf_hashes)} entries, we hold {outcome.matched} of them"
    yield f"{len(lines)} different:"
    for each, more in islice(lines.items(), MAX_NAMED):
        yield f"{b64url_encode(each)} {more}".rstrip()
    if len(lines) > MAX_NAMED:
        yield f"and {len(lines) - MAX_NAMED} more"


def moment(seconds: int) -> str:
    """Return a moment as findings name it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

"""What a batch may say, and what is taught to a service that says it otherwise."""

import json

import pytest

from thiqa.base import b64url_encode
from thiqa.ledger.policy import LogPolicy
from thiqa.oidc.errors import InvalidRequestError
from thiqa.reconciliation.batch import (
    MAX_LEAF_HASHES,
    MAX_PERIOD_SECONDS,
    MAX_RECEIPTS,
    SETTLED_SECONDS,
    read_batch,
)
from thiqa.reconciliation.models import Batch, Period

NOW = 1_800_000_000
END = NOW - SETTLED_SECONDS
HASH = b64url_encode(b"\x07" * 32)


def read(**changes: str) -> Batch:
    fields = {"from": str(END - 10), "to": str(END), **changes}
    return read_batch(fields, "trial", LogPolicy(()), NOW)


def test_a_batch_has_a_period_hashes_and_receipts() -> None:
    batch = read(leaf_hashes=f"{HASH} {HASH}", receipts="[]")
    assert batch == Batch("trial", Period(END - 10, END), frozenset({b"\x07" * 32}), {}, ())


def test_a_receipt_that_does_not_hold_is_kept_apart() -> None:
    batch = read(receipts=json.dumps(["no receipt"]))
    assert [each.place for each in batch.not_ours] == [0]
    assert batch.leaf_hashes == frozenset()


@pytest.mark.parametrize(
    ("parameter", "fields"),
    [
        ("from", {"from": ""}),
        ("from", {"from": "yesterday"}),
        ("from", {"from": "-5"}),
        ("from", {"from": "1e9"}),
        ("to", {"to": "0"}),
        ("to", {"to": "9" * 12}),
        ("to", {"to": str(END - 10)}),
        ("to", {"to": str(END - 11)}),
        ("to", {"to": str(END + 1)}),
        ("to", {"from": str(END - MAX_PERIOD_SECONDS - 1)}),
        ("leaf_hashes", {"leaf_hashes": "AA"}),
        ("leaf_hashes", {"leaf_hashes": HASH + "="}),
        ("leaf_hashes", {"leaf_hashes": HASH.replace("H", "+")}),
        ("leaf_hashes", {"leaf_hashes": " ".join([HASH] * (MAX_LEAF_HASHES + 1))}),
        ("receipts", {"receipts": "no JSON"}),
        ("receipts", {"receipts": "{}"}),
        ("receipts", {"receipts": "[1]"}),
        ("receipts", {"receipts": json.dumps([""] * (MAX_RECEIPTS + 1))}),
    ],
)
def test_what_is_wrong_is_named_by_its_parameter(parameter: str, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read(**fields)
    assert caught.value.parameter == parameter
    assert caught.value.mend.endswith(".")

"""The Merkle tree against published hashes and proofs."""

import base64
import hashlib
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from thiqa.ledger.errors import ConsistencyError, InclusionError
from thiqa.ledger.merkle import (
    EMPTY_ROOT,
    hash_children,
    hash_leaf,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "merkle"
RFC_6962 = json.loads((VECTORS / "rfc6962.json").read_text())
PUBLISHED = json.loads((VECTORS / "transparency_dev.json").read_text())


def _bytes(encoded: list[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in encoded]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == RFC_6962["roots"][0]


@pytest.mark.parametrize(("leaf", "expected"), RFC_6962["leaf_hashes"].items())
def test_leaves_hash_as_published(leaf: str, expected: str) -> None:
    assert hash_leaf(bytes.fromhex(leaf)).hex() == expected


@pytest.mark.parametrize("node", RFC_6962["node_hashes"])
def test_nodes_hash_as_published(node: dict[str, str]) -> None:
    joined = hash_children(bytes.fromhex(node["left"]), bytes.fromhex(node["right"]))
    assert joined.hex() == node["hash"]


@pytest.mark.parametrize("case", PUBLISHED["inclusion"], ids=lambda case: case["file"])
def test_published_inclusion_proofs_hold_or_fail_as_they_must(case: dict[str, Any]) -> None:
    with pytest.raises(InclusionError) if case["wantErr"] else nullcontext():
        verify_inclusion(
            index=case["leafIdx"],
            size=case["treeSize"],
            leaf_hash=base64.b64decode(case["leafHash"]),
            proof=_bytes(case["proof"]),
            root=base64.b64decode(case["root"]),
        )


@pytest.mark.parametrize("case", PUBLISHED["consistency"], ids=lambda case: case["file"])
def test_published_consistency_proofs_hold_or_fail_as_they_must(case: dict[str, Any]) -> None:
    with pytest.raises(ConsistencyError) if case["wantErr"] else nullcontext():
        verify_consistency(
            old_size=case["size1"],
            new_size=case["size2"],
            old_root=base64.b64decode(case["root1"]),
            new_root=base64.b64decode(case["root2"]),
            proof=_bytes(case["proof"]),
        )


@pytest.mark.parametrize("case", PUBLISHED["subtreeinclusion"], ids=lambda case: case["file"])
def test_published_proofs_of_a_leaf_in_a_subtree_hold_or_fail_as_they_must(
    case: dict[str, Any],
) -> None:
    with pytest.raises(InclusionError) if case["wantErr"] else nullcontext():
        verify_subtree_inclusion(
            index=case["leafIdx"],
            subtree=(case["start"], case["end"]),
            leaf_hash=base64.b64decode(case["leafHash"]),
            proof=_bytes(case["proof"]),
            root=base64.b64decode(case["root"]),
        )


@pytest.mark.parametrize("case", PUBLISHED["subtreeconsistency"], ids=lambda case: case["file"])
def test_published_proofs_of_a_subtree_in_a_tree_hold_or_fail_as_they_must(
    case: dict[str, Any],
) -> None:
    with pytest.raises(ConsistencyError) if case["wantErr"] else nullcontext():
        verify_subtree_consistency(
            subtree=(case["start"], case["end"]),
            size=case["size"],
            subtree_root=base64.b64decode(case["root1"]),
            root=base64.b64decode(case["root2"]),
            proof=_bytes(case["proof"]),
        )


def test_no_published_vector_is_left_out() -> None:
    kinds = ("inclusion", "consistency", "subtreeinclusion", "subtreeconsistency")
    assert [len(PUBLISHED[kind]) for kind in kinds] == [98, 98, 204, 118]

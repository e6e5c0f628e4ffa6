"""Published vectors: policies are merged and applied as everybody else does."""

import json
from pathlib import Path
from typing import Any

import pytest

from thiqa.oidc.federation.errors import MetadataRefusedError, PolicyRefusedError
from thiqa.oidc.federation.metadata_policy import apply_policy, read_policy, resolve_policy

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "metadata_policy.json").read_text("utf-8"))
KIND = "openid_relying_party"


def outcome(vector: dict[str, Any]) -> dict[str, Any]:
    """Return what our code makes of a vector, in the members of a vector."""
    try:
        policies = [read_policy({KIND: vector[name]}) for name in ("TA", "INT")]
        policy = resolve_policy(policies)
    except PolicyRefusedError:
        return {"error": "invalid_policy"}
    merged = {"merged": dict(policy[KIND])}
    try:
        metadata = apply_policy(policy, {KIND: vector["metadata"]})
    except MetadataRefusedError:
        return {**merged, "error": "invalid_metadata"}
    return {**merged, "resolved": metadata[KIND]}


def without_order(value: Any) -> Any:
    """Return a value whose lists are sorted: the order of a merge is not defined."""
    if isinstance(value, dict):
        return {name: without_order(each) for name, each in value.items()}
    if isinstance(value, list):
        return sorted(map(without_order, value), key=json.dumps)
    return value


def test_every_vector_has_its_outcome() -> None:
    wrong = [
        vector["n"]
        for vector in VECTORS
        for expected in [
            {name: vector[name] for name in ("merged", "resolved", "error") if name in vector}
        ]
        if without_order(outcome(vector)) != without_order(expected)
    ]
    assert len(VECTORS) == 2019
    assert wrong == []


def test_the_example_of_the_specification() -> None:
    example = json.loads((HERE / "specification_example.json").read_text("utf-8"))
    policy = resolve_policy(
        [
            read_policy(example["anchor_policy"]),
            read_policy(example["intermediate"]["metadata_policy"]),
        ]
    )
    assert without_order(policy[KIND]) == without_order(example["merged"])
    metadata = {
        **example["leaf_metadata"][KIND],
        **example["intermediate"]["metadata"][KIND],
    }
    resolved = apply_policy(policy, {KIND: metadata})
    assert without_order(resolved[KIND]) == without_order(example["resolved"])


@pytest.mark.parametrize(
    ("essential", "given", "expected"),
    [
        (True, ["a", "e"], ["a"]),
        (False, ["a", "e"], ["a"]),
        (True, ["d", "e"], []),
        (False, ["d", "e"], []),
        (False, None, None),
    ],
)
def test_essential_and_subset_of(
    essential: bool, given: list[str] | None, expected: list[str] | None
) -> None:
    """OpenID Federation 1.0, section 6.1.3.1.8, the table."""
    policy = read_policy({KIND: {"x": {"essential": essential, "subset_of": ["a", "b", "c"]}}})
    metadata = {KIND: {} if given is None else {"x": given}}
    assert apply_policy(policy, metadata)[KIND].get("x") == expected


def test_what_is_essential_must_be_there() -> None:
    policy = read_policy({KIND: {"x": {"essential": True, "subset_of": ["a"]}}})
    with pytest.raises(MetadataRefusedError, match="essential"):
        apply_policy(policy, {KIND: {}})

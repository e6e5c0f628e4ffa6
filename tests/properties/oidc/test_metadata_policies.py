"""Whatever policies two superiors have: what comes through both breaks neither."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from thiqa.oidc.federation.errors import FederationError
from thiqa.oidc.federation.metadata_policy import (
    apply_type_policy,
    merge_operators,
    read_policy,
)
from thiqa.oidc.federation.policy_operators import is_subset, same

VALUES = st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3)
OPERATORS = st.fixed_dictionaries(
    {},
    optional={
        "value": VALUES,
        "add": VALUES,
        "default": VALUES,
        "subset_of": VALUES,
        "superset_of": VALUES,
        "essential": st.booleans(),
    },
)
METADATA = st.one_of(st.just({}), st.builds(lambda values: {"x": values}, VALUES))


def sound(operators: Any) -> Any:
    """Return the operators as a policy reads them, or None if they contradict each other."""
    try:
        return read_policy({"t": {"x": operators}})["t"]["x"]
    except FederationError:
        return None


def merged(superior: Any, subordinate: Any) -> Any:
    """Return the merged operators, or None."""
    try:
        return merge_operators("x", superior, subordinate)
    except FederationError:
        return None


def applied(operators: Any, metadata: dict[str, Any]) -> dict[str, Any] | None:
    """Return the metadata that comes out, or None if they are refused."""
    try:
        return apply_type_policy({"x": operators}, metadata)
    except FederationError:
        return None


def keeps(operators: Any, result: dict[str, Any]) -> bool:
    """Tell whether a result respects each check of a policy, and each value that it set."""
    if "x" not in result:
        return not operators.get("essential") and operators.get("value") is None
    values = result["x"]
    return (
        is_subset(values, operators.get("subset_of", values))
        and is_subset(operators.get("superset_of", []), values)
        and is_subset(operators.get("add", []), values)
        and same(sorted(operators.get("value", values)), sorted(values))
    )


@given(OPERATORS, OPERATORS, METADATA)
def test_what_comes_through_two_policies_breaks_neither(
    first: Any, second: Any, metadata: dict[str, Any]
) -> None:
    above, below = sound(first), sound(second)
    if above is None or below is None:
        return
    policy = merged(above, below)
    result = None if policy is None else applied(policy, metadata)
    if result is not None:
        assert keeps(above, result)
        assert keeps(below, result)


@given(OPERATORS, METADATA)
def test_a_policy_that_is_repeated_below_changes_nothing(
    operators: Any, metadata: dict[str, Any]
) -> None:
    policy = sound(operators)
    if policy is not None:
        assert applied(merged(policy, policy), metadata) == applied(policy, metadata)


@given(OPERATORS, OPERATORS)
def test_two_policies_agree_or_not_whoever_is_above(first: Any, second: Any) -> None:
    above, below = sound(first), sound(second)
    if above is not None and below is not None:
        assert (merged(above, below) is None) == (merged(below, above) is None)

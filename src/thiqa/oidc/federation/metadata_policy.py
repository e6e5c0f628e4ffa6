"""Metadata policies: read, merged downwards, and applied (OpenID Federation 1.0, section 6.1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from thiqa.oidc.federation.errors import MetadataRefusedError, PolicyRefusedError
from thiqa.oidc.federation.policy_operators import (
    ABSENT,
    OPERATORS,
    Operators,
    refuse_forbidden_combinations,
)

MAX_POLICY_TYPES = 20
MAX_POLICY_PARAMETERS = 150
SCOPE = "scope"
"""Section 6.1.3.1.8: a text of names that policies treat as a list."""

TypePolicy = Mapping[str, Operators]
"""Operators by metadata parameter."""
Policy = Mapping[str, TypePolicy]
"""Policies of metadata parameters by entity type; read and found to be sound."""


def refuse_critical_operators(value: object) -> None:
    """Section 3.1.3: no operator beyond the standard is understood, so a list is a refusal."""
    raise PolicyRefusedError(
        f"metadata_policy_crit is not understood: {value!r:.100}", rule="3.1.3"
    )


def read_policy(document: object) -> Policy:
    """Read a `metadata_policy` claim; operators that are unknown are ignored (section 6.1.3.2)."""
    if not isinstance(document, dict) or len(document) > MAX_POLICY_TYPES:
        raise PolicyRefusedError("metadata_policy is not a small object", rule="6.1.2")
    policy: dict[str, TypePolicy] = {}
    for kind, parameters in document.items():
        if not isinstance(parameters, dict) or len(parameters) > MAX_POLICY_PARAMETERS:
            raise PolicyRefusedError(f"the policy of {kind} is not a small object", rule="6.1.2")
        policy[kind] = {name: _read_operators(name, given) for name, given in parameters.items()}
    return policy


def resolve_policy(policies: Iterable[Policy]) -> Policy:
    """Merge policies, the most superior one first (section 6.1.4.1)."""
    current: dict[str, TypePolicy] = {}
    for policy in policies:
        for kind, parameters in policy.items():
            known = current.get(kind, {})
            merged = {
                name: merge_operators(name, known.get(name, {}), operators)
                for name, operators in parameters.items()
            }
            current[kind] = {**known, **merged}
    return current


def merge_operators(name: str, superior: Operators, subordinate: Operators) -> Operators:
    """Merge the operators of one parameter; the result must be sound again (section 6.1.4.1)."""
    merged = {**superior}
    for operator, value in subordinate.items():
        merged[operator] = (
            OPERATORS[operator].merge(merged[operator], value) if operator in merged else value
        )
    return _checked(name, merged)


def apply_policy(
    policy: Policy, metadata: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the metadata as the policy leaves it; refuse what it forbids (section 6.1.4.2)."""
    return {
        kind: apply_type_policy(policy.get(kind, {}), parameters)
        for kind, parameters in metadata.items()
    }


def apply_type_policy(policy: TypePolicy, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Apply the policy of one entity type to its parameters."""
    result = dict(parameters)
    for name, operators in policy.items():
        value = _applied(name, operators, result.pop(name, ABSENT))
        if value is not ABSENT:
            result[name] = value
    return result


def _read_operators(name: str, given: object) -> Operators:
    if not isinstance(given, dict):
        raise PolicyRefusedError(f"the policy of {name} is not an object", rule="6.1.2")
    operators = {
        operator: _split(name, value) for operator, value in given.items() if operator in OPERATORS
    }
    return _checked(name, operators)


def _checked(name: str, operators: Operators) -> Operators:
    try:
        for operator, value in operators.items():
            OPERATORS[operator].check(value)
        refuse_forbidden_combinations(operators)
    except PolicyRefusedError as error:
        raise PolicyRefusedError(f"policy of {name}: {error}", rule="6.1.3") from error
    return operators


def _applied(name: str, operators: Operators, value: Any) -> Any:
    value = _split(name, value)
    try:
        for operator, definition in OPERATORS.items():
            if operator in operators:
                value = definition.apply(operators[operator], value)
    except MetadataRefusedError as error:
        raise MetadataRefusedError(f"{name} {error}", rule="6.1.4.2") from error
    return " ".join(value) if name == SCOPE and isinstance(value, list) else value


def _split(name: str, value: Any) -> Any:
    return value.split() if name == SCOPE and isinstance(value, str) else value

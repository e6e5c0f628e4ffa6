"""The operators of metadata policies (OpenID Federation 1.0, section 6.1.3.1)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.oidc.federation.errors import MetadataRefusedError, PolicyRefusedError

ABSENT: Any = object()
"""Stands for a metadata parameter that is not there."""
MAX_VALUES = 200

Operators = Mapping[str, Any]
"""The operators of one metadata parameter, by name."""


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: how its value is checked, merged with a superior's, and applied."""

    check: Callable[[Any], None]
    merge: Callable[[Any, Any], Any]
    apply: Callable[[Any, Any], Any]


def same(left: Any, right: Any) -> bool:
    """Compare two JSON values; true is not 1."""
    return _key(left) == _key(right)


def is_subset(part: list[Any], whole: list[Any]) -> bool:
    """Tell whether every value of one list is in the other."""
    return {_key(each) for each in part} <= {_key(each) for each in whole}


def refuse_forbidden_combinations(operators: Operators) -> None:
    """Refuse operators that do not go together, each pair as its definitions say."""
    for (first, second), rule in _COMBINATIONS.items():
        if first in operators and second in operators:
            rule(operators[first], operators[second])


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True)


def _union(left: list[Any], right: list[Any]) -> list[Any]:
    return list({_key(each): each for each in (*left, *right)}.values())


def _intersection(left: list[Any], right: list[Any]) -> list[Any]:
    kept = {_key(each) for each in right}
    return [each for each in left if _key(each) in kept]


def _check_scalar_or_list(value: Any) -> None:
    if isinstance(value, dict):
        raise PolicyRefusedError("value and default take no objects", rule="6.1.3.1")


def _check_not_null(value: Any) -> None:
    if value is None:
        raise PolicyRefusedError("null is no default", rule="6.1.3.1.3")
    _check_scalar_or_list(value)


def _check_list(value: Any) -> None:
    if not isinstance(value, list) or len(value) > MAX_VALUES or None in value:
        raise PolicyRefusedError("the operator takes a short list of values", rule="6.1.3.1")


def _check_choice(value: Any) -> None:
    _check_list(value)
    if not value:
        raise PolicyRefusedError("one_of leaves no choice", rule="6.1.3.1.4")


def _check_flag(value: Any) -> None:
    if not isinstance(value, bool):
        raise PolicyRefusedError("essential is true or false", rule="6.1.3.1.7")


def _merge_equal(superior: Any, subordinate: Any) -> Any:
    if not same(superior, subordinate):
        raise PolicyRefusedError("a subordinate changes a value of its superior", rule="6.1.3.1")
    return superior


def _merge_choices(superior: list[Any], subordinate: list[Any]) -> list[Any]:
    merged = _intersection(superior, subordinate)
    if not merged:
        raise PolicyRefusedError("two policies leave no choice in one_of", rule="6.1.3.1.4")
    return merged


def _set_value(value: Any, parameter: Any) -> Any:
    return ABSENT if value is None else value


def _add(values: list[Any], parameter: Any) -> Any:
    return list(values) if parameter is ABSENT else _union(_as_list(parameter), values)


def _set_default(value: Any, parameter: Any) -> Any:
    return value if parameter is ABSENT else parameter


def _choose(values: list[Any], parameter: Any) -> Any:
    if parameter is not ABSENT and not any(same(parameter, each) for each in values):
        raise MetadataRefusedError("is not one of the allowed values", rule="6.1.3.1.4")
    return parameter


def _keep_subset(values: list[Any], parameter: Any) -> Any:
    return parameter if parameter is ABSENT else _intersection(_as_list(parameter), values)


def _demand_superset(values: list[Any], parameter: Any) -> Any:
    if parameter is not ABSENT and not is_subset(values, _as_list(parameter)):
        raise MetadataRefusedError("lacks a demanded value", rule="6.1.3.1.6")
    return parameter


def _demand_presence(essential: bool, parameter: Any) -> Any:
    if essential and parameter is ABSENT:
        raise MetadataRefusedError("is essential and absent", rule="6.1.3.1.7")
    return parameter


def _as_list(parameter: Any) -> list[Any]:
    if not isinstance(parameter, list):
        raise MetadataRefusedError("is not a list", rule="6.1.3")
    return parameter


OPERATORS: Mapping[str, Operator] = {
    "value": Operator(_check_scalar_or_list, _merge_equal, _set_value),
    "add": Operator(_check_list, _union, _add),
    "default": Operator(_check_not_null, _merge_equal, _set_default),
    "one_of": Operator(_check_choice, _merge_choices, _choose),
    "subset_of": Operator(_check_list, _intersection, _keep_subset),
    "superset_of": Operator(_check_list, _union, _demand_superset),
    "essential": Operator(_check_flag, lambda first, second: first or second, _demand_presence),
}
"""In the order of their application."""


def _refuse(first: str, second: str) -> PolicyRefusedError:
    return PolicyRefusedError(f"{first} and {second} contradict each other", rule="6.1.3.1")


def _lists(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise PolicyRefusedError("value is no list where a list is checked", rule="6.1.3.1.1")
    return value


def _value_with_add(value: Any, add: list[Any]) -> None:
    if not is_subset(add, _lists(value)):
        raise _refuse("value", "add")


def _value_with_default(value: Any, default: Any) -> None:
    if value is None:
        raise _refuse("value null", "default")


def _value_with_one_of(value: Any, choices: list[Any]) -> None:
    if not any(same(value, each) for each in choices):
        raise _refuse("value", "one_of")


def _value_with_subset_of(value: Any, allowed: list[Any]) -> None:
    if not is_subset(_lists(value), allowed):
        raise _refuse("value", "subset_of")


def _value_with_superset_of(value: Any, demanded: list[Any]) -> None:
    if not is_subset(demanded, _lists(value)):
        raise _refuse("value", "superset_of")


def _value_with_essential(value: Any, essential: bool) -> None:
    if value is None and essential:
        raise _refuse("value null", "essential")


def _add_with_subset_of(add: list[Any], allowed: list[Any]) -> None:
    if not is_subset(add, allowed):
        raise _refuse("add", "subset_of")


def _subset_of_with_superset_of(allowed: list[Any], demanded: list[Any]) -> None:
    if not is_subset(demanded, allowed):
        raise _refuse("subset_of", "superset_of")


def _never(first: Any, second: Any) -> None:
    raise PolicyRefusedError("one_of goes with no operator of lists", rule="6.1.3.1.4")


_COMBINATIONS: Mapping[tuple[str, str], Callable[[Any, Any], None]] = {
    ("value", "add"): _value_with_add,
    ("value", "default"): _value_with_default,
    ("value", "one_of"): _value_with_one_of,
    ("value", "subset_of"): _value_with_subset_of,
    ("value", "superset_of"): _value_with_superset_of,
    ("value", "essential"): _value_with_essential,
    ("add", "one_of"): _never,
    ("add", "subset_of"): _add_with_subset_of,
    ("one_of", "subset_of"): _never,
    ("one_of", "superset_of"): _never,
    ("subset_of", "superset_of"): _subset_of_with_superset_of,
}
"""Sections 6.1.3.1.1 to 6.1.3.1.7; a pair that is not listed goes together always."""

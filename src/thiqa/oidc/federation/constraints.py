"""Constraints that a superior sets for everybody below (OpenID Federation 1.0, section 6.2)."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.oidc.federation.entity_id import host_of
from thiqa.oidc.federation.errors import ConstraintViolatedError, StatementRefusedError

FEDERATION_ENTITY = "federation_entity"
"""Section 5.1.1: always allowed."""
MAX_NAMES = 100
MAX_TYPES = 50
MAX_LENGTH = 1_000
_DOMAIN = re.compile(r"\.?[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
"""RFC 5280, section 4.2.1.10: a host, or a domain that begins with a period."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a statement about a subordinate allows below; None is no restriction."""

    max_path_length: int | None = None
    permitted: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()
    entity_types: frozenset[str] | None = None


def read_constraints(document: object) -> Constraints:
    """Read the `constraints` claim; what is unknown in it is ignored (section 6.2)."""
    if not isinstance(document, dict):
        raise StatementRefusedError("constraints is not an object", rule="6.2")
    names = document.get("naming_constraints", {})
    if not isinstance(names, dict):
        raise StatementRefusedError("naming_constraints is not an object", rule="6.2.2")
    return Constraints(
        _read_length(document.get("max_path_length")),
        _read_names(names["permitted"]) if "permitted" in names else None,
        _read_names(names.get("excluded", [])),
        _read_types(document["allowed_entity_types"])
        if "allowed_entity_types" in document
        else None,
    )


def check_path_length(constraints: Constraints, intermediates: int) -> None:
    """Section 6.2.1: so many intermediates are below the entity that set the constraint."""
    allowed = constraints.max_path_length
    if allowed is not None and intermediates > allowed:
        raise ConstraintViolatedError(
            f"{intermediates} intermediates where {allowed} are allowed", rule="6.2.1"
        )


def check_names(constraints: Constraints, entity_ids: Iterable[str]) -> None:
    """Section 6.2.2: every subordinate is within a permitted name, and in no excluded one."""
    if constraints.permitted is None and not constraints.excluded:
        return
    for entity_id in entity_ids:
        host = host_of(entity_id)
        if _is_address(host):
            raise ConstraintViolatedError(f"{entity_id} has no name, only an address", rule="6.2.2")
        if any(_covers(name, host) for name in constraints.excluded):
            raise ConstraintViolatedError(f"{entity_id} is excluded by a superior", rule="6.2.2")
        permitted = constraints.permitted
        if permitted is not None and not any(_covers(name, host) for name in permitted):
            raise ConstraintViolatedError(
                f"{entity_id} is not permitted by a superior", rule="6.2.2"
            )


def keep_allowed_types(
    constraints: Constraints, metadata: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """Section 6.2.3: entity types that a superior does not allow are removed."""
    allowed = constraints.entity_types
    return {
        kind: parameters
        for kind, parameters in metadata.items()
        if allowed is None or kind in allowed or kind == FEDERATION_ENTITY
    }


def _read_length(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_LENGTH:
        raise StatementRefusedError("max_path_length is not a number of entities", rule="6.2.1")
    return value


def _read_names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_NAMES:
        raise StatementRefusedError("naming_constraints has no short list", rule="6.2.2")
    if not all(isinstance(name, str) and _DOMAIN.fullmatch(name) for name in value):
        raise StatementRefusedError("naming_constraints has no domain name", rule="6.2.2")
    return tuple(name.lower() for name in value)


def _read_types(value: object) -> frozenset[str]:
    if not isinstance(value, list) or len(value) > MAX_TYPES:
        raise StatementRefusedError("allowed_entity_types is not a short list", rule="6.2.3")
    if not all(isinstance(kind, str) for kind in value) or FEDERATION_ENTITY in value:
        raise StatementRefusedError("allowed_entity_types is malformed", rule="6.2.3")
    return frozenset(value)


def _covers(name: str, host: str) -> bool:
    return host.endswith(name) and host != name if name.startswith(".") else host == name


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

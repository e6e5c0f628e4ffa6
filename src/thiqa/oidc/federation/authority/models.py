"""What an authority knows: its subordinates, what it demands of them, and whom it marks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.constraints import read_constraints
from thiqa.oidc.federation.entity_id import check_configured_id
from thiqa.oidc.federation.entity_statement import read_metadata
from thiqa.oidc.federation.errors import FederationError
from thiqa.oidc.federation.metadata_policy import read_policy
from thiqa.oidc.federation.signatures import read_keys

LIFE_SECONDS = 86_400
"""A withdrawal is known to everybody within a day, to whoever looks more often at once."""
MARK_LIFE_SECONDS = 30 * 86_400
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Subordinate:
    """An immediate subordinate, and what its statement says."""

    jwks: Mapping[str, Any]
    entity_types: tuple[str, ...] = ()
    intermediate: bool = False
    claims: Mapping[str, Any] = field(default_factory=dict)
    """metadata, metadata_policy and constraints, as far as there are any."""


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A trust mark that the authority gives."""

    type: str
    subject: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    lifetime_seconds: int = MARK_LIFE_SECONDS
    delegation: str | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """A trust anchor or an intermediate."""

    entity_id: str
    organization_name: str
    subordinates: Mapping[str, Subordinate]
    contacts: tuple[str, ...] = ()
    lifetime_seconds: int = LIFE_SECONDS
    authority_hints: tuple[str, ...] = ()
    trust_anchors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mark_claims: Mapping[str, Any] = field(default_factory=dict)
    """trust_mark_issuers and trust_mark_owners, as far as there are any."""
    trust_marks: tuple[GivenMark, ...] = ()


def read_authority(document: Mapping[str, Any]) -> Authority:
    """Read an authority's file; raise RegistrationError, whose text names the place.

    1. the schema; 2. identifiers; 3. keys; 4. policies, constraints and metadata: what we
    publish is what others accept.
    """
    for error in Draft202012Validator(authority_schema()).iter_errors(document):  # 1
        raise RegistrationError(f"{error.json_path}: {error.message[:MAX_REASON]}")
    for name in (document["entity_id"], *document.get("authority_hints", ())):  # 2
        check_configured_id(name, "$")
    marks = document.get("trust_marks", ())
    return Authority(
        entity_id=document["entity_id"],
        organization_name=document["organization_name"],
        subordinates={
            check_configured_id(name, "$.subordinates"): _subordinate(name, each)
            for name, each in document["subordinates"].items()
        },
        contacts=tuple(document.get("contacts", ())),
        lifetime_seconds=document.get("lifetime_seconds", LIFE_SECONDS),
        authority_hints=tuple(document.get("authority_hints", ())),
        trust_anchors=document.get("trust_anchors", {}),
        mark_claims={
            name: document[name]
            for name in ("trust_mark_issuers", "trust_mark_owners")
            if name in document
        },
        trust_marks=tuple(_mark(each) for each in marks),
    )


@cache
def authority_schema() -> dict[str, Any]:
    """Return the JSON Schema of an authority's file."""
    text = (
        files("thiqa.oidc.federation.authority")
        .joinpath("authority.schema.json")
        .read_text("utf-8")
    )
    return dict(json.loads(text))


def _subordinate(name: str, document: Mapping[str, Any]) -> Subordinate:
    claims = {
        claim: document[claim]
        for claim in ("metadata", "metadata_policy", "constraints")
        if claim in document
    }
    try:
        read_keys(document["jwks"])  # 3
        read_metadata(claims.get("metadata", {}))  # 4
        read_policy(claims.get("metadata_policy", {}))
        read_constraints(claims.get("constraints", {}))
    except FederationError as error:
        raise RegistrationError(f"$.subordinates[{name!r}]: {error}") from error
    return Subordinate(
        document["jwks"],
        tuple(document.get("entity_types", ())),
        document.get("intermediate", False),
        claims,
    )


def _mark(document: Mapping[str, Any]) -> GivenMark:
    return GivenMark(
        document["trust_mark_type"],
        check_configured_id(document["sub"], "$.trust_marks"),
        document.get("claims", {}),
        document.get("lifetime_seconds", MARK_LIFE_SECONDS),
        document.get("delegation"),
        document.get("revoked", False),
    )

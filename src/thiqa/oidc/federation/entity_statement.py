"""Entity statements: what an entity says of itself, and a superior of its subordinate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NewType

from thiqa.oidc.federation.constraints import Constraints, read_constraints
from thiqa.oidc.federation.entity_id import read_endpoint, read_entity_id
from thiqa.oidc.federation.errors import StatementRefusedError
from thiqa.oidc.federation.metadata_policy import Policy, read_policy, refuse_critical_operators
from thiqa.oidc.federation.signatures import (
    Keys,
    UnverifiedJws,
    read_keys,
    read_signed,
    verify_signed,
)

ENTITY_STATEMENT_TYPE = "entity-statement+jwt"
"""OpenID Federation 1.0, section 3."""
ENTITY_STATEMENT_MEDIA_TYPE = f"application/{ENTITY_STATEMENT_TYPE}"
"""Section 15.1."""
CLOCK_SKEW_SECONDS = 30
MAX_AUTHORITY_HINTS = 20
MAX_TRUST_MARKS = 20
MAX_ENTITY_TYPES = 20
MAX_PARAMETERS = 150
MAX_MARK_TYPES = 200
MAX_MARK_ISSUERS = 100
_ONLY_ABOUT_ITSELF = frozenset(
    {
        "authority_hints",
        "trust_anchor_hints",
        "trust_marks",
        "trust_mark_issuers",
        "trust_mark_owners",
    }
)
"""Section 3.1.2."""
_ONLY_ABOUT_SUBORDINATES = frozenset(
    {"constraints", "metadata_policy", "metadata_policy_crit", "source_endpoint"}
)
"""Section 3.1.3."""
_ONLY_FOR_EXPLICIT_REGISTRATION = frozenset({"aud", "trust_anchor"})
"""Sections 3.1.4 and 3.1.5."""

Metadata = Mapping[str, Mapping[str, Any]]
"""Metadata parameters by entity type."""


@dataclass(frozen=True, slots=True)
class TrustMarkEntry:
    """A trust mark as an entity shows it, unverified."""

    type: str
    token: str


@dataclass(frozen=True, slots=True)
class TrustMarkOwner:
    """Who owns a type of trust marks, and the keys that sign delegations of it."""

    entity_id: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class EntityStatement:
    """An entity statement that is well-formed and unexpired; nothing is said of its signature."""

    signed: UnverifiedJws
    issuer: str
    subject: str
    issued_at: int
    expires_at: int
    keys: Keys
    metadata: Metadata
    authority_hints: tuple[str, ...] = ()
    trust_marks: tuple[TrustMarkEntry, ...] = ()
    trust_mark_issuers: Mapping[str, tuple[str, ...]] | None = None
    trust_mark_owners: Mapping[str, TrustMarkOwner] | None = None
    constraints: Constraints | None = None
    policy: Policy | None = None

    @property
    def is_configuration(self) -> bool:
        """Whether the entity speaks of itself."""
        return self.issuer == self.subject

    @property
    def token(self) -> str:
        """The statement as it was signed."""
        return self.signed.token


VerifiedStatement = NewType("VerifiedStatement", EntityStatement)
"""A statement whose signature held against keys that were given for its issuer."""


def read_statement(token: object, now: int) -> EntityStatement:
    """Read an entity statement, its signature still to be verified (section 3.2).

    1. a signed JWT of the type, without a chain in its header; 2. iss and sub are entity
    identifiers; 3. issued in the past, not expired; 4. keys, each with its own kid;
    5. critical claims are understood; 6. what only configurations have; 7. what only
    statements about subordinates have; 8. metadata without null.
    """
    signed = read_signed(token, ENTITY_STATEMENT_TYPE)  # 1
    if {"trust_chain", "peer_trust_chain"} & signed.header.keys():
        raise StatementRefusedError("an entity statement carries a trust chain", rule="4.3")
    claims = signed.claims
    issuer = read_entity_id(claims.get("iss"), "iss")  # 2
    subject = read_entity_id(claims.get("sub"), "sub")
    issued_at, expires_at = read_times(claims, now)  # 3
    keys = read_keys(claims.get("jwks"))  # 4
    _refuse_unknown_critical_claims(claims)  # 5
    foreign = _ONLY_ABOUT_SUBORDINATES if issuer == subject else _ONLY_ABOUT_ITSELF
    if misplaced := (foreign | _ONLY_FOR_EXPLICIT_REGISTRATION) & claims.keys():  # 6, 7
        name = min(misplaced)
        raise StatementRefusedError(f"{name} has no place in this statement", rule="3.2")
    _check_unused_members(claims)
    return EntityStatement(
        signed,
        issuer,
        subject,
        issued_at,
        expires_at,
        keys,
        read_metadata(claims.get("metadata", {})),  # 8
        **{field: read(claims[name]) for name, (field, read) in _MEMBERS.items() if name in claims},
    )


def verify_statement(statement: EntityStatement, keys: Keys) -> VerifiedStatement:
    """Return the statement as verified if one of its issuer's keys has signed it."""
    verify_signed(statement.signed, keys)
    return VerifiedStatement(statement)


def verify_configuration(token: object, entity_id: str, now: int) -> VerifiedStatement:
    """Return what an entity says of itself, consistently: whom to ask next, and no more.

    It is signed by a key that it shows itself, so it proves nothing without a chain.
    """
    statement = read_statement(token, now)
    if not statement.is_configuration or statement.subject != entity_id:
        raise StatementRefusedError(f"not the entity configuration of {entity_id}", rule="9.2")
    return verify_statement(statement, statement.keys)


def read_times(claims: Mapping[str, Any], now: int) -> tuple[int, int]:
    """Return iat and exp of an object that is issued in the past and not expired."""
    issued_at, expires_at = read_time(claims, "iat"), read_time(claims, "exp")
    if issued_at > now + CLOCK_SKEW_SECONDS:
        raise StatementRefusedError("iat is in the future", rule="3.2")
    if expires_at <= now or expires_at <= issued_at:
        raise StatementRefusedError("exp has passed", rule="3.2")
    return issued_at, expires_at


def read_time(claims: Mapping[str, Any], name: str) -> int:
    """Return a time in whole seconds (RFC 7519, section 2)."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1 << 40:
        raise StatementRefusedError(f"{name} is not a time", rule="3.1.1")
    return int(value)


def read_metadata(document: object) -> Metadata:
    """Return metadata by entity type; null is no value (section 5)."""
    if not isinstance(document, dict) or len(document) > MAX_ENTITY_TYPES:
        raise StatementRefusedError("metadata is not an object of few entity types", rule="5")
    for kind, parameters in document.items():
        if not isinstance(parameters, dict) or len(parameters) > MAX_PARAMETERS:
            raise StatementRefusedError(f"metadata of {kind} is not a small object", rule="5")
        if None in parameters.values():
            raise StatementRefusedError(f"metadata of {kind} has a null", rule="5")
    return document


def _refuse_unknown_critical_claims(claims: Mapping[str, Any]) -> None:
    """Section 13.4: we understand no extension, so a list of them is a refusal."""
    if "crit" in claims:
        raise StatementRefusedError("crit lists claims that we do not understand", rule="13.4")


def _check_unused_members(claims: Mapping[str, Any]) -> None:
    """Section 3.2: what we make no use of must be well-formed all the same."""
    if "trust_anchor_hints" in claims:
        _read_hints(claims["trust_anchor_hints"])
    if "source_endpoint" in claims:
        read_endpoint(claims["source_endpoint"], "source_endpoint")
    if "metadata_policy_crit" in claims:
        refuse_critical_operators(claims["metadata_policy_crit"])


def _read_hints(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_AUTHORITY_HINTS:
        raise StatementRefusedError(
            f"authority_hints is not a list of 1 to {MAX_AUTHORITY_HINTS}", rule="3.1.2"
        )
    return tuple(dict.fromkeys(read_entity_id(each, "an authority hint") for each in value))


def _read_marks(value: object) -> tuple[TrustMarkEntry, ...]:
    if not isinstance(value, list) or len(value) > MAX_TRUST_MARKS:
        raise StatementRefusedError("trust_marks is not a short list", rule="3.1.2")
    marks = []
    for each in value:
        kind, token = (
            (each.get("trust_mark_type"), each.get("trust_mark"))
            if isinstance(each, dict)
            else (None, None)
        )
        if not isinstance(kind, str) or not isinstance(token, str):
            raise StatementRefusedError("an entry of trust_marks is malformed", rule="3.1.2")
        marks.append(TrustMarkEntry(kind, token))
    return tuple(marks)


def _read_mark_issuers(value: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict) or len(value) > MAX_MARK_TYPES:
        raise StatementRefusedError("trust_mark_issuers is not a small object", rule="3.1.2")
    issuers = {}
    for kind, listed in value.items():
        if not isinstance(listed, list) or len(listed) > MAX_MARK_ISSUERS:
            raise StatementRefusedError("trust_mark_issuers has no short list", rule="3.1.2")
        issuers[kind] = tuple(read_entity_id(each, "a trust mark issuer") for each in listed)
    return issuers


def _read_mark_owners(value: object) -> Mapping[str, TrustMarkOwner]:
    if not isinstance(value, dict) or len(value) > MAX_MARK_TYPES:
        raise StatementRefusedError("trust_mark_owners is not a small object", rule="3.1.2")
    owners = {}
    for kind, owner in value.items():
        if not isinstance(owner, dict):
            raise StatementRefusedError("trust_mark_owners has no object", rule="3.1.2")
        entity_id = read_entity_id(owner.get("sub"), "a trust mark owner")
        owners[kind] = TrustMarkOwner(entity_id, read_keys(owner.get("jwks")))
    return owners


_MEMBERS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "authority_hints": ("authority_hints", _read_hints),
    "trust_marks": ("trust_marks", _read_marks),
    "trust_mark_issuers": ("trust_mark_issuers", _read_mark_issuers),
    "trust_mark_owners": ("trust_mark_owners", _read_mark_owners),
    "constraints": ("constraints", read_constraints),
    "metadata_policy": ("policy", read_policy),
}
"""Section 3.1: claims, the field that each goes to, and how it is read."""

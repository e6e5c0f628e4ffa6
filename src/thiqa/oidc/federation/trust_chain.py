"""Trust chains: from an entity, by statement after statement, to an anchor that we know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from thiqa.oidc.federation.constraints import check_names, check_path_length, keep_allowed_types
from thiqa.oidc.federation.entity_statement import (
    EntityStatement,
    Metadata,
    TrustMarkEntry,
    VerifiedStatement,
    read_statement,
    verify_statement,
)
from thiqa.oidc.federation.errors import AnchorUnknownError, TrustChainRefusedError
from thiqa.oidc.federation.metadata_policy import apply_policy, resolve_policy
from thiqa.oidc.federation.signatures import Keys

MAX_CHAIN_STATEMENTS = 8
"""Six superiors above a leaf: more than any federation has, less than an attack needs."""

Anchors = Mapping[str, Keys]
"""The keys of each trust anchor, by entity identifier, as the operator was given them."""


@dataclass(frozen=True, slots=True)
class VerifiedChain:
    """Statements from a subject to an anchor, each of which its superior has vouched for."""

    statements: tuple[VerifiedStatement, ...]

    @property
    def subject(self) -> VerifiedStatement:
        """What the subject says of itself, with the key that its superior vouches for."""
        return self.statements[0]

    @property
    def anchor(self) -> str:
        """The trust anchor."""
        return self.statements[-1].issuer

    @property
    def superior(self) -> str:
        """Who issued the statement about the subject: its immediate superior."""
        return self.statements[min(1, len(self.statements) - 1)].issuer

    @property
    def expires_at(self) -> int:
        """Section 10.4: a chain lives as long as the first of its statements to expire."""
        return min(each.expires_at for each in self.statements)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The statements as they were signed."""
        return tuple(each.token for each in self.statements)


@dataclass(frozen=True, slots=True)
class ResolvedEntity:
    """An entity as an anchor lets it be: with this metadata, until then."""

    entity_id: str
    anchor: str
    superior: str
    metadata: Metadata
    expires_at: int
    keys: Keys
    trust_marks: tuple[TrustMarkEntry, ...]
    chain: VerifiedChain


def resolve_chain(tokens: Sequence[object], anchors: Anchors, now: int) -> ResolvedEntity:
    """Verify a chain, then its constraints and policies (sections 10.2, 6.2 and 6.1.4)."""
    chain = verify_chain(tokens, anchors, now)
    check_constraints(chain)
    metadata = resolve_metadata(chain)
    return ResolvedEntity(
        chain.subject.subject,
        chain.anchor,
        chain.superior,
        metadata,
        chain.expires_at,
        chain.subject.keys,
        chain.subject.trust_marks,
        chain,
    )


def verify_chain(tokens: Sequence[object], anchors: Anchors, now: int) -> VerifiedChain:
    """Return a chain whose every link holds (section 10.2).

    1. a list of few statements, each well-formed and unexpired; 2. the first and the last
    are configurations, those between are about subordinates; 3. each issuer is the next
    one's subject, and nobody comes twice; 4. the subject names its superior; 5. the last
    one's issuer is a configured anchor, and one of its configured keys has signed it;
    6. each statement is signed by a key that the next one vouches for, 7. and the first one
    by a key of its own.
    """
    if not 0 < len(tokens) <= MAX_CHAIN_STATEMENTS:  # 1
        raise TrustChainRefusedError("a chain without statements, or with too many", rule="4")
    read = [read_statement(token, now) for token in tokens]
    _check_kinds(read)  # 2
    _check_succession(read)  # 3
    if len(read) > 1 and read[1].issuer not in read[0].authority_hints:  # 4
        raise TrustChainRefusedError("the superior is not hinted at by its subject", rule="3.2")
    anchor = read[-1]
    if anchor.issuer not in anchors:  # 5
        raise AnchorUnknownError("the chain does not end at a trust anchor of ours", rule="10.2")
    verified = [verify_statement(anchor, anchors[anchor.issuer])]
    for statement, above in reversed([*pairwise(read)]):
        verified.append(verify_statement(statement, above.keys))  # 6
    verify_statement(read[0], read[0].keys)  # 7
    return VerifiedChain(tuple(reversed(verified)))


def check_constraints(chain: VerifiedChain) -> None:
    """Apply the constraints of each statement about a subordinate on its own (section 6.2)."""
    for index, statement in enumerate(chain.statements):
        if statement.constraints is not None:
            below = chain.statements[: index + 1]
            check_path_length(statement.constraints, intermediates=index - 1)
            check_names(statement.constraints, {each.subject for each in below})


def resolve_metadata(chain: VerifiedChain) -> dict[str, dict[str, Any]]:
    """Return the subject's metadata as its superiors leave it.

    1. what the immediate superior sets, for types that the subject has; 2. without the
    types that a superior does not allow; 3. after the merged policy (section 6.1.4.2).
    """
    metadata: dict[str, Mapping[str, Any]] = dict(chain.subject.metadata)
    about = chain.statements[1:-1]
    for kind, parameters in about[0].metadata.items() if about else ():  # 1
        if kind in metadata:
            metadata[kind] = {**metadata[kind], **parameters}
    for statement in about:
        if statement.constraints is not None:
            metadata = dict(keep_allowed_types(statement.constraints, metadata))  # 2
    policy = resolve_policy(each.policy for each in reversed(about) if each.policy is not None)
    return apply_policy(policy, metadata)  # 3


def _check_kinds(statements: Sequence[EntityStatement]) -> None:
    if not statements[0].is_configuration or not statements[-1].is_configuration:
        raise TrustChainRefusedError("a chain begins and ends with a configuration", rule="4")
    if any(each.is_configuration for each in statements[1:-1]):
        raise TrustChainRefusedError("a configuration in the middle of a chain", rule="4")
    if len(statements) == 2:
        raise TrustChainRefusedError("nobody speaks of the subject", rule="4")


def _check_succession(statements: Sequence[EntityStatement]) -> None:
    if any(below.issuer != above.subject for below, above in pairwise(statements)):
        raise TrustChainRefusedError("an issuer is not the next one's subject", rule="10.2")
    above = [each.issuer for each in statements[1:-1]]
    if len({statements[0].subject, *above}) != len(above) + 1:
        raise TrustChainRefusedError("the chain goes in a circle", rule="10.1")

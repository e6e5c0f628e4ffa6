"""What an authority signs: statements, trust marks, and answers about both."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from thiqa.crypto import Signer
from thiqa.oidc.federation.authority.models import Authority, GivenMark, Subordinate
from thiqa.oidc.federation.entity_statement import read_time
from thiqa.oidc.federation.errors import StatementRefusedError
from thiqa.oidc.federation.signatures import read_keys, read_signed, verify_signed
from thiqa.oidc.federation.trust_chain import ResolvedEntity
from thiqa.oidc.federation.trust_marks import TRUST_MARK_TYPE, VerifiedTrustMark

FETCH_PATH = "/fetch"
LIST_PATH = "/list"
RESOLVE_PATH = "/resolve"
MARK_STATUS_PATH = "/trust-mark-status"
MARKED_PATH = "/trust-marked"
MARK_PATH = "/trust-mark"
ENDPOINTS = {
    "federation_fetch_endpoint": FETCH_PATH,
    "federation_list_endpoint": LIST_PATH,
    "federation_resolve_endpoint": RESOLVE_PATH,
    "federation_trust_mark_status_endpoint": MARK_STATUS_PATH,
    "federation_trust_mark_list_endpoint": MARKED_PATH,
    "federation_trust_mark_endpoint": MARK_PATH,
}
"""OpenID Federation 1.0, section 5.1.1."""

Signers = Sequence[Signer]


def configuration_claims(authority: Authority, signers: Signers, now: int) -> dict[str, Any]:
    """Return what the authority says of itself (section 3.1.2)."""
    base = authority.entity_id.removesuffix("/")
    entity = {
        **{name: base + path for name, path in ENDPOINTS.items()},
        "organization_name": authority.organization_name,
        **({"contacts": list(authority.contacts)} if authority.contacts else {}),
    }
    hints = {"authority_hints": list(authority.authority_hints)}
    return {
        "iss": authority.entity_id,
        "sub": authority.entity_id,
        "iat": now,
        "exp": now + authority.lifetime_seconds,
        "jwks": {"keys": [signer.public_jwk for signer in signers]},
        "metadata": {"federation_entity": entity},
        **(hints if authority.authority_hints else {}),
        **authority.mark_claims,
    }


def statement_claims(
    authority: Authority, subject: str, subordinate: Subordinate, now: int
) -> dict[str, Any]:
    """Return what the authority says of a subordinate (section 3.1.3)."""
    return {
        "iss": authority.entity_id,
        "sub": subject,
        "iat": now,
        "exp": now + authority.lifetime_seconds,
        "jwks": subordinate.jwks,
        "source_endpoint": authority.entity_id.removesuffix("/") + FETCH_PATH,
        **subordinate.claims,
    }


def mark_claims(authority: Authority, mark: GivenMark, now: int) -> dict[str, Any]:
    """Return a trust mark (section 7.1)."""
    delegation = {} if mark.delegation is None else {"delegation": mark.delegation}
    return {
        **mark.claims,
        "iss": authority.entity_id,
        "sub": mark.subject,
        "trust_mark_type": mark.type,
        "iat": now,
        "exp": now + mark.lifetime_seconds,
        **delegation,
    }


def mark_status(authority: Authority, token: str, signers: Signers, now: int) -> str | None:
    """Return the status of a trust mark (section 8.4.2); None if it is not ours at all."""
    try:
        signed = read_signed(token, TRUST_MARK_TYPE)
    except StatementRefusedError:
        return None
    given = find_mark(authority, signed.claims.get("trust_mark_type"), signed.claims.get("sub"))
    if signed.claims.get("iss") != authority.entity_id or given is None:
        return None
    try:
        verify_signed(signed, read_keys({"keys": [each.public_jwk for each in signers]}))
        expires_at = read_time(signed.claims, "exp")
    except StatementRefusedError:
        return "invalid"
    if given.revoked:
        return "revoked"
    return "active" if now < expires_at else "expired"


def find_mark(authority: Authority, kind: object, subject: object) -> GivenMark | None:
    """Return the mark of a type for a subject, revoked or not."""
    found = (each for each in authority.trust_marks if (each.type, each.subject) == (kind, subject))
    return next(found, None)


def resolve_claims(
    authority: Authority,
    entity: ResolvedEntity,
    marks: Iterable[VerifiedTrustMark],
    entity_types: Sequence[str],
    now: int,
) -> dict[str, Any]:
    """Return a resolve response (section 8.3.2): it expires with the first part that does."""
    verified = {(mark.type, mark.subject): mark for mark in marks}
    shown = [
        {"trust_mark_type": entry.type, "trust_mark": entry.token}
        for entry in entity.trust_marks
        if (entry.type, entity.entity_id) in verified
    ]
    ends = [mark.expires_at for mark in verified.values() if mark.expires_at is not None]
    metadata: dict[str, Mapping[str, Any]] = {
        kind: parameters
        for kind, parameters in entity.metadata.items()
        if not entity_types or kind in entity_types
    }
    return {
        "iss": authority.entity_id,
        "sub": entity.entity_id,
        "iat": now,
        "exp": min(entity.expires_at, *ends) if ends else entity.expires_at,
        "metadata": metadata,
        "trust_chain": list(entity.chain.tokens),
        **({"trust_marks": shown} if shown else {}),
    }

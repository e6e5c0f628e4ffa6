"""Trust marks: statements of an accredited issuer about an entity (section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.oidc.federation.entity_id import read_entity_id
from thiqa.oidc.federation.entity_statement import (
    CLOCK_SKEW_SECONDS,
    EntityStatement,
    TrustMarkEntry,
    VerifiedStatement,
    read_time,
)
from thiqa.oidc.federation.errors import StatementRefusedError, TrustMarkRefusedError
from thiqa.oidc.federation.signatures import read_signed, verify_signed
from thiqa.oidc.federation.trust_chain import ResolvedEntity

TRUST_MARK_TYPE = "trust-mark+jwt"
"""OpenID Federation 1.0, section 7."""
DELEGATION_TYPE = "trust-mark-delegation+jwt"
"""Section 7.2.1."""


@dataclass(frozen=True, slots=True)
class VerifiedTrustMark:
    """A trust mark that its issuer may give and has given to this subject."""

    type: str
    issuer: str
    subject: str
    expires_at: int | None
    claims: Mapping[str, Any]


def issuer_of(entry: TrustMarkEntry) -> str:
    """Return who claims to have issued a mark: only good for finding its keys."""
    signed = read_signed(entry.token, TRUST_MARK_TYPE)
    return read_entity_id(signed.claims.get("iss"), "iss of a trust mark")


def check_issuer_allowed(kind: str, issuer: str, anchor: EntityStatement) -> None:
    """Section 3.1.2, trust_mark_issuers: an empty list is anyone, an unknown type is nobody."""
    issuers = (anchor.trust_mark_issuers or {}).get(kind)
    if issuers is None:
        raise TrustMarkRefusedError("the federation knows no such trust mark", rule="7")
    if issuers and issuer not in issuers:
        raise TrustMarkRefusedError("the issuer may not give this trust mark", rule="7")


def verify_trust_mark(
    entry: TrustMarkEntry,
    subject: str,
    issuer: ResolvedEntity,
    anchor: VerifiedStatement,
    now: int,
) -> VerifiedTrustMark:
    """Return a mark that proves something (section 7.3).

    1. a signed JWT of the type; 2. issued by whom this anchor vouches for and allows, and of
    the type that its entry says; 3. about this subject; 4. issued in the past, not expired;
    5. signed by the issuer's federation entity key; 6. delegated, if the type has an owner.
    """
    try:
        signed = read_signed(entry.token, TRUST_MARK_TYPE)  # 1
        claims = signed.claims
        if claims.get("iss") != issuer.entity_id or claims.get("trust_mark_type") != entry.type:
            raise TrustMarkRefusedError("issuer or type is another one than said", rule="7.3")
        if issuer.anchor != anchor.subject:
            raise TrustMarkRefusedError("the issuer is of another federation", rule="7.3")
        check_issuer_allowed(entry.type, issuer.entity_id, anchor)  # 2
        if claims.get("sub") != subject:  # 3
            raise TrustMarkRefusedError("the trust mark is about somebody else", rule="7.3")
        expires_at = _check_times(claims, now)  # 4
        verify_signed(signed, issuer.keys)  # 5
        _check_delegation(entry.type, issuer.entity_id, claims, anchor, now)  # 6
    except StatementRefusedError as error:
        raise TrustMarkRefusedError(f"trust mark: {error}", rule="7.3") from error
    return VerifiedTrustMark(entry.type, issuer.entity_id, subject, expires_at, claims)


def _check_delegation(
    kind: str, issuer: str, claims: Mapping[str, Any], anchor: VerifiedStatement, now: int
) -> None:
    """Verify the delegation of a mark whose type has an owner (section 7.2.2).

    1. there is one if the type has an owner, and an owner if there is one; 2. signed by the
    owner's key; 3. from the owner to this issuer for this type; 4. not expired.
    """
    owner = (anchor.trust_mark_owners or {}).get(kind)
    if owner is None and "delegation" not in claims:
        return
    if owner is None or "delegation" not in claims:  # 1
        raise TrustMarkRefusedError("owner and delegation do not go together", rule="7.3")
    signed = read_signed(claims["delegation"], DELEGATION_TYPE)
    verify_signed(signed, owner.keys)  # 2
    said = tuple(signed.claims.get(name) for name in ("iss", "sub", "trust_mark_type"))
    if said != (owner.entity_id, issuer, kind):  # 3
        raise TrustMarkRefusedError("the delegation is for somebody else", rule="7.2.2")
    _check_times(signed.claims, now)  # 4


def _check_times(claims: Mapping[str, Any], now: int) -> int | None:
    if read_time(claims, "iat") > now + CLOCK_SKEW_SECONDS:
        raise TrustMarkRefusedError("issued in the future", rule="7.3")
    if "exp" not in claims:
        return None
    expires_at = read_time(claims, "exp")
    if expires_at <= now:
        raise TrustMarkRefusedError("has expired", rule="7.3")
    return expires_at

"""The claims that a grant releases at one place: userinfo, or the ID token."""

import json
from typing import Any

from thiqa.oidc.assurance import (
    PROOF,
    VERIFIED,
    Login,
    plain_name,
    verification_facts,
    verified_claims,
)
from thiqa.oidc.models import AuthorizationRequest, Grant, Policy
from thiqa.oidc.requests.claims import DOCUMENT_NUMBER
from thiqa.people import Person, claim_values


def released_at_userinfo(
    policy: Policy, person: Person, request: AuthorizationRequest, grant: Grant, now: int
) -> dict[str, Any]:
    """Return the claims for the userinfo endpoint."""
    names = request.claims.userinfo
    return _released(policy, person, names, request.verified_userinfo, grant, now)


def released_in_id_token(
    policy: Policy, person: Person, request: AuthorizationRequest, grant: Grant, now: int
) -> dict[str, Any]:
    """Return the claims for the ID token."""
    names = request.claims.id_token
    return _released(policy, person, names, request.verified_id_token, grant, now)


def _released(
    policy: Policy,
    person: Person,
    wanted: tuple[str, ...],
    verified: str | None,
    grant: Grant,
    now: int,
) -> dict[str, Any]:
    names = [name for name in wanted if name in grant.claims]
    plain = [name for name in names if name != PROOF and not name.startswith(VERIFIED)]
    claims = claim_values(person, plain, now, policy.timezone)
    if verified is not None and PROOF in names:
        proven = [plain_name(name) for name in names if name.startswith(VERIFIED)]
        values = claim_values(person, proven, now, policy.timezone)
        login = Login(grant.acr, grant.amr, grant.auth_time, grant.entry_id)
        number = values.get(DOCUMENT_NUMBER)
        facts = verification_facts(policy.assurance, policy.issuer, login, number)
        answer = verified_claims(json.loads(verified), facts, values, now)
        if answer is not None:
            claims[PROOF] = answer
    return claims

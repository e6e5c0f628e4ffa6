"""The verified claims that answer a request (OpenID Connect for Identity Assurance, 5.7)."""

from collections.abc import Mapping
from typing import Any

from thiqa.oidc.assurance.errors import UnmetError
from thiqa.oidc.assurance.request import VerifiedClaimsRequest, read_verified_claims_request
from thiqa.oidc.assurance.template import select


def verified_claims(
    request: Any, facts: Mapping[str, Any], claims: Mapping[str, Any], now: int
) -> Any:
    """Return what answers a request that was read before, or None if nothing does.

    `claims` are those that the citizen released, by their names. An element whose demands on
    the verification are not met is left out; a claim that is unknown, was not released or is
    not as demanded is left out of its element. Neither is an error, and they look the same.
    """
    answers = [
        answer
        for element in read_verified_claims_request(request)
        if (answer := _answer(element, facts, claims, now)) is not None
    ]
    if not answers:
        return None
    return answers if isinstance(request, list) else answers[0]


def _answer(
    element: VerifiedClaimsRequest, facts: Mapping[str, Any], claims: Mapping[str, Any], now: int
) -> dict[str, Any] | None:
    try:
        verification = select(element.verification, facts, now)
    except UnmetError:
        return None
    released = {
        name: claims[name]
        for name, demand in element.claims.items()
        if name in claims and demand.allows(claims[name], now)
    }
    return {"verification": verification, "claims": released}

"""A request has one purpose, and asks for nothing beyond it."""

import hashlib

from thiqa.base import EncodingError, b64url_encode, canonical_json, parse_json
from thiqa.oidc.assurance import PROOF, plain_name
from thiqa.oidc.errors import InvalidAuthorizationDetailsError
from thiqa.oidc.models import Client, Purpose, RequestedClaims
from thiqa.oidc.requests.claims import SCOPE_CLAIMS

PURPOSE_TYPE = "thiqa_purpose"
"""Our one type of authorization details (RFC 9396, section 2)."""
MAX_AUTHORIZATION_DETAILS = 1_024


def choose_purpose(client: Client, authorization_details: str | None) -> Purpose:
    """Return the purpose that the request names, or the client's default one."""
    if authorization_details is None:
        return client.purposes[client.default_purpose]
    try:
        details = parse_json(authorization_details, max_characters=MAX_AUTHORIZATION_DETAILS)
    except EncodingError as error:
        raise InvalidAuthorizationDetailsError(
            f"authorization_details is not JSON: {error}",
            rule="RFC 9396, section 2",
            parameter="authorization_details",
            mend="Send a JSON list with one object that names one purpose.",
        ) from error
    if not isinstance(details, list) or len(details) != 1 or not isinstance(details[0], dict):
        raise InvalidAuthorizationDetailsError(
            "authorization_details must be a list with exactly one object",
            rule="RFC 9396, section 2",
            parameter="authorization_details",
            mend="Send a JSON list with one object that names one purpose.",
        )
    return client.purposes[_purpose_name(client, details[0])]


def refuse_claims_beyond_purpose(purpose: Purpose, requested: RequestedClaims) -> None:
    """Refuse a claim that the registered purpose does not list, and name it.

    A verified claim is allowed as the plain one is; the proof itself says nothing about the
    citizen that the ID token does not say.
    """
    for claim in claims_beyond(purpose, requested):
        raise InvalidAuthorizationDetailsError(
            f"the claim {claim!r} is outside the purpose {purpose.id!r}",
            rule="RFC 9396, section 5",
            parameter="claims",
            mend=f"Register {claim} for the purpose {purpose.id}, or do not ask for it.",
        )


def claims_beyond(purpose: Purpose, requested: RequestedClaims) -> tuple[str, ...]:
    """Return the requested claims that the purpose does not list."""
    asked = dict.fromkeys(map(plain_name, requested.all()))
    return tuple(claim for claim in asked if claim != PROOF and not purpose.allows(claim))


def claims_of_request(
    purpose: Purpose,
    scope: tuple[str, ...],
    requested: RequestedClaims,
    *,
    whole: bool = True,
) -> RequestedClaims:
    """Return what is asked: named claims, claims of scopes within the purpose, or all of it.

    `whole`: whether a request that names nothing asks for all that the purpose allows.

    A scope is a bundle that the specification defines, so what the purpose does not allow
    is left out of it; a claim that was named is refused instead, before this.
    """
    bundled = [
        claim for name in scope for claim in SCOPE_CLAIMS.get(name, ()) if purpose.allows(claim)
    ]
    if not whole or requested.all() or bundled or "profile" in scope or "address" in scope:
        userinfo = tuple(dict.fromkeys((*requested.userinfo, *bundled)))
        return RequestedClaims(userinfo, requested.id_token)
    return RequestedClaims(userinfo=tuple(claim.name for claim in purpose.claims))


def essential_claims(purpose: Purpose, requested: RequestedClaims) -> tuple[str, ...]:
    """Return the requested claims that the citizen cannot leave out: the purpose decides.

    How they were verified goes with whatever is released as verified.
    """
    essential = {PROOF, *(claim.name for claim in purpose.claims if claim.essential)}
    return tuple(name for name in requested.all() if plain_name(name) in essential)


def basis_of(client: Client, purpose: Purpose) -> str:
    """Return a fingerprint of what is registered about who asks, why, and for how long.

    A remembered consent is for this alone: when the article of law changes, it is asked anew.
    """
    registered = {
        "service": dict(client.name),
        "sector": client.sector,
        "purpose": dict(purpose.name),
        "law": dict(purpose.law),
        "retention_days": purpose.retention_days,
    }
    return b64url_encode(hashlib.sha256(canonical_json(registered)).digest())


def _purpose_name(client: Client, detail: dict[str, object]) -> str:
    if detail.get("type") != PURPOSE_TYPE:
        raise InvalidAuthorizationDetailsError(
            f"the only type of authorization_details is {PURPOSE_TYPE!r}",
            rule="RFC 9396, section 5",
            parameter="authorization_details",
            mend="Set type to thiqa_purpose.",
        )
    unknown = detail.keys() - {"type", "purpose"}
    if unknown:
        raise InvalidAuthorizationDetailsError(
            f"authorization_details has an unknown field {min(unknown)!r}",
            rule="RFC 9396, section 5",
            parameter="authorization_details",
            mend="Send type and purpose, and nothing else.",
        )
    name = detail.get("purpose")
    if not isinstance(name, str) or name not in client.purposes:
        raise InvalidAuthorizationDetailsError(
            "the client has no such purpose registered",
            rule="RFC 9396, section 5",
            parameter="authorization_details",
            mend="Name a purpose of the registration, or register this one.",
        )
    return name

"""Token introspection (RFC 7662), as JSON or signed (RFC 9701)."""

from typing import Any

from thiqa.crypto import Algorithm
from thiqa.oidc.clients.authentication import authenticate
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.models import Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.purposes import PURPOSE_TYPE
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.token_text import AskedToken, find_token, token_parameter
from thiqa.oidc.tokens.tokens import token_type

SIGNED_MEDIA_TYPE = "application/token-introspection+jwt"
SIGNED_TYPE = "token-introspection+jwt"
"""RFC 9701, sections 4 and 5."""
SIGNED_HEADERS = (
    (b"content-type", SIGNED_MEDIA_TYPE.encode()),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
INACTIVE: dict[str, Any] = {"active": False}
"""RFC 7662, section 2.2: nothing is said about what the caller may not know."""


def introspect(provider: Provider) -> Handler:
    """Return what tells a client about its own tokens, and about nobody else's."""

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(provider, request)
        text = token_parameter(request.parameters)

        async def unit(records: Records) -> AskedToken | None:
            await caller.use(records)
            found = await find_token(provider, records, text, request.now)
            return None if found is None or await _is_frozen(records, found) else found

        found = await provider.database.run(unit)
        about = _about(provider, caller.client, found)
        return _reply(provider, request, caller.client, about)

    return answer


async def _is_frozen(records: Records, found: AskedToken) -> bool:
    """A token that would open nothing, as the citizen contests what the service did."""
    if found.authorization is None or found.authorization.grant is None:
        return False
    return await records.oidc.is_frozen(found.authorization.grant.person_id, found.client_id)


def _about(provider: Provider, client: Client, found: AskedToken | None) -> dict[str, Any]:
    """RFC 7662, section 2.2; RFC 9449, section 6.2; RFC 9396, section 9.2."""
    if found is None or found.client_id != client.id or not found.is_active:
        return INACTIVE
    about: dict[str, Any] = {"active": True, "iss": provider.policy.issuer, "client_id": client.id}
    if found.access_token is not None:
        token = found.access_token
        about |= token.claims
        about["token_type"] = token_type(token.confirmation)
    if found.refresh_token is not None:
        about["exp"] = found.refresh_token.expires_at
    if found.authorization is not None and found.authorization.grant is not None:
        request = found.authorization.request
        about["sub"] = found.authorization.grant.subject
        about["scope"] = " ".join(request.scope)
        about["authorization_details"] = [{"type": PURPOSE_TYPE, "purpose": request.purpose}]
    about.pop("grant_id", None)
    return about


def _reply(
    provider: Provider, request: ServiceRequest, client: Client, about: dict[str, Any]
) -> Reply:
    accepts = request.header(b"accept") or ""
    algorithm = client.introspection_signed_response_alg
    if algorithm is None and SIGNED_MEDIA_TYPE not in accepts.lower():
        return json_reply(about)
    signer = provider.keys.signer(algorithm or Algorithm.ES256, request.now)
    signed = signer.sign(
        {
            "iss": provider.policy.issuer,
            "aud": client.id,
            "iat": request.now,
            "token_introspection": about,
        },
        typ=SIGNED_TYPE,
    )
    return Reply(signed.encode(), headers=SIGNED_HEADERS)

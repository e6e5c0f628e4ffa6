"""The userinfo endpoint: the citizen's claims, for a living access token."""

from typing import Any

from thiqa.oidc.errors import InvalidTokenError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.provider import Provider
from thiqa.oidc.resource import living_grant, presented_token
from thiqa.oidc.store import Records
from thiqa.people.claims import claim_values


def give_claims(provider: Provider) -> Handler:
    """Return what answers with the claims."""

    async def answer(request: ServiceRequest) -> Reply:
        return json_reply(await userinfo(provider, request))

    return answer


async def userinfo(provider: Provider, request: ServiceRequest) -> dict[str, Any]:
    """Return the claims that the citizen granted (OpenID Connect Core, section 5.3.2)."""
    token = await presented_token(provider, request)

    async def unit(records: Records) -> dict[str, Any]:
        authorization, grant = await living_grant(records, token, request.now)
        person = await records.people.get(grant.person_id)
        if person is None:
            raise InvalidTokenError("the grant is gone")
        wanted = authorization.request.claims.userinfo
        names = tuple(name for name in wanted if name in grant.claims)
        return {"sub": grant.subject, **claim_values(person, names, request.now)}

    return await provider.database.read(unit)

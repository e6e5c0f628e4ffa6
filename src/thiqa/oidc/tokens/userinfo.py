"""The userinfo endpoint: the citizen's claims, for a living access token."""

from typing import Any, Final

from thiqa.oidc.errors import InvalidTokenError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.released import released_at_userinfo
from thiqa.oidc.tokens.resource import living_grant, presented_token

SIGNED_HEADERS: Final = (
    (b"content-type", b"application/jwt"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


def give_claims(provider: Provider) -> Handler:
    """Return what answers with the claims."""

    async def answer(request: ServiceRequest) -> Reply:
        return await userinfo(provider, request)

    return answer


async def userinfo(provider: Provider, request: ServiceRequest) -> Reply:
    """Return the claims that the citizen granted, signed if the service registered so.

    OpenID Connect Core, section 5.3.2.
    """
    presented = await presented_token(provider, request)

    async def unit(records: Records) -> dict[str, Any]:
        authorization, grant = await living_grant(records, presented.token, request.now)
        person = await records.people.get(grant.person_id)
        if person is None:
            raise InvalidTokenError(
                "the grant is gone",
                rule="RFC 6750, section 3.1",
                parameter="access_token",
                mend="Begin a new login.",
            )
        asked = authorization.request
        claims = released_at_userinfo(provider.policy, person, asked, grant, request.now)
        return {**claims, "sub": grant.subject}

    claims = await presented.run(provider.database, unit)
    client = await provider.clients.find(presented.token.client_id)
    if client.userinfo_signed_response_alg is None:
        return json_reply(claims)
    signer = provider.keys.signer(client.userinfo_signed_response_alg, request.now)
    text = signer.sign({**claims, "iss": provider.policy.issuer, "aud": client.id})
    return Reply(text.encode(), headers=SIGNED_HEADERS)

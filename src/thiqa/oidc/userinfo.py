"""The userinfo endpoint and the service's receipt: both for a living access token."""

from typing import Any

from thiqa.base import EncodingError
from thiqa.ledger.models import EntryId, parse_entry_id
from thiqa.oidc.errors import InvalidClientError, InvalidTokenError
from thiqa.oidc.models import Authorization, Grant, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens import VerifiedAccessToken, verify_access_token
from thiqa.people.claims import claim_values


async def userinfo(provider: Provider, access_token: str, now: int) -> dict[str, Any]:
    """Return the claims that the citizen granted (OpenID Connect Core, section 5.3.2)."""
    token = await _verified(provider, access_token, now)

    async def unit(records: Records) -> dict[str, Any]:
        authorization, grant = await _living_grant(records, token, now)
        person = await records.people.get(grant.person_id)
        if person is None:
            raise InvalidTokenError("the grant is gone")
        wanted = authorization.request.claims.userinfo
        names = tuple(name for name in wanted if name in grant.claims)
        return {"sub": grant.subject, **claim_values(person, names, now)}

    return await provider.database.read(unit)


async def entry_of_token(provider: Provider, access_token: str, now: int) -> tuple[EntryId, str]:
    """Return the record's entry for the grant behind an access token, and its client."""
    token = await _verified(provider, access_token, now)

    async def unit(records: Records) -> EntryId:
        _, grant = await _living_grant(records, token, now)
        return parse_entry_id(grant.entry_id)

    return await provider.database.read(unit), token.client_id


async def _verified(provider: Provider, access_token: str, now: int) -> VerifiedAccessToken:
    """Return a token of ours, of a service that is still registered."""
    keys = provider.keys.verification_keys(now)
    try:
        token = verify_access_token(access_token, provider.policy, keys, now)
        await provider.clients.find(token.client_id)
    except (EncodingError, KeyError, TypeError) as error:
        raise InvalidTokenError("the access token is not ours") from error
    except InvalidClientError as error:
        raise InvalidTokenError("the service is not registered any more") from error
    return token


async def _living_grant(
    records: Records, token: VerifiedAccessToken, now: int
) -> tuple[Authorization, Grant]:
    found = await records.oidc.get(token.authorization)
    if found is None or found.state is not State.REDEEMED or found.grant is None:
        raise InvalidTokenError("the grant has been revoked")
    if found.expires_at <= now:
        raise InvalidTokenError("the grant is over")
    if found.request.client_id != token.client_id:
        raise InvalidTokenError("the grant is another service's")
    return found, found.grant

"""What a citizen granted becomes a token response (RFC 6749, section 5.1)."""

from collections.abc import Mapping
from typing import Any

from thiqa.base import digest, new_secret
from thiqa.crypto import Algorithm
from thiqa.ledger.models import EntryId
from thiqa.oidc.models import REFRESH_GRANT, Authorization, Grant, RefreshToken
from thiqa.oidc.requests.purposes import PURPOSE_TYPE
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.client_credentials_grant import ServiceAccess
from thiqa.oidc.tokens.receipt_endpoint import receipt_uri
from thiqa.oidc.tokens.released import released_in_id_token
from thiqa.oidc.tokens.token_call import Redeemed, TokenCall
from thiqa.oidc.tokens.tokens import (
    make_access_token,
    make_id_token,
    make_service_token,
    token_type,
)


async def redeemed(
    call: TokenCall,
    records: Records,
    authorization: Authorization,
    grant: Grant,
    *,
    refreshable: bool = True,
    entry_id: EntryId | None = None,
) -> Redeemed:
    """Return what tokens will be made of; a refresh token is kept in this unit of work.

    `refreshable`: whether a refresh token may be among them. `entry_id`: the entry of this use,
    if it has one beside that of the grant.
    """
    request = authorization.request
    claims: Mapping[str, Any] = {}
    if set(request.claims.id_token) & {*grant.claims}:
        person = await records.people.get(grant.person_id)
        if person is not None:
            claims = released_in_id_token(call.provider.policy, person, request, grant, call.now)
    refresh_token = None
    if refreshable and request.is_offline and REFRESH_GRANT in call.client.grant_types:
        refresh_token = new_secret()
        until = call.now + call.provider.policy.lifetimes.refresh_token
        kept = RefreshToken(digest(refresh_token), authorization.id, request.client_id, until)
        await records.oidc.put_refresh_token(kept)
    return Redeemed(authorization, grant, claims, refresh_token, entry_id)


def service_token_response(call: TokenCall, access: ServiceAccess) -> dict[str, Any]:
    """Return the token response of a service for itself (RFC 6749, section 4.4.3)."""
    policy, now = call.provider.policy, call.now
    signer = call.provider.keys.signer(Algorithm.ES256, now)
    return {
        "access_token": make_service_token(
            policy, signer, call.client, access.scope, now, confirmation=call.confirmation
        ),
        "token_type": token_type(call.confirmation),
        "expires_in": policy.lifetimes.access_token,
        "scope": " ".join(access.scope),
    }


def token_response(call: TokenCall, redeemed: Redeemed) -> dict[str, Any]:
    """Return the token response, with an ID token (OpenID Connect Core, section 3.1.3.3)."""
    policy, authorization, grant = call.provider.policy, redeemed.authorization, redeemed.grant
    keys, now = call.provider.keys, call.now
    id_signer = keys.signer(call.client.id_token_algorithm, now)
    response = {
        "access_token": make_access_token(
            policy,
            keys.signer(Algorithm.ES256, now),
            authorization,
            grant,
            now,
            confirmation=call.confirmation,
        ),
        "token_type": token_type(call.confirmation),
        "expires_in": policy.lifetimes.access_token,
        "scope": " ".join(authorization.request.scope),
        "id_token": make_id_token(
            policy, id_signer, authorization, grant, redeemed.id_token_claims, now
        ),
        "authorization_details": [{"type": PURPOSE_TYPE, "purpose": authorization.request.purpose}],
        "receipt_uri": receipt_uri(policy, redeemed.entry_id),
    }
    if redeemed.refresh_token is not None:
        response["refresh_token"] = redeemed.refresh_token
    return response

"""The token endpoint: codes and refresh tokens become tokens, each of them once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import b64url_encode, constant_time_equal, digest, new_secret
from thiqa.crypto import Algorithm
from thiqa.ledger.events import Refresh
from thiqa.oidc.client_authentication import VerifiedAssertion
from thiqa.oidc.errors import (
    InvalidGrantError,
    InvalidScopeError,
    ProtocolError,
    UnsupportedGrantTypeError,
)
from thiqa.oidc.grants import grant_life
from thiqa.oidc.models import Authorization, Client, Grant, RefreshToken, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.purposes import PURPOSE_TYPE
from thiqa.oidc.store import Records
from thiqa.oidc.tokens import make_access_token, make_id_token, read_code
from thiqa.people.claims import claim_values

Parameters = Mapping[str, str]
VERIFIER_LENGTHS = range(43, 129)
"""RFC 7636, section 4.1."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code or a refresh token was good for."""

    authorization: Authorization
    grant: Grant
    id_token_claims: Mapping[str, Any]
    refresh_token: str | None


async def exchange(
    provider: Provider, assertion: VerifiedAssertion, parameters: Parameters, now: int
) -> dict[str, Any]:
    """Return the token response (RFC 6749, section 5.1; OpenID Connect Core, 3.1.3.3)."""
    redeem = GRANT_TYPES.get(parameters.get("grant_type", ""))
    if redeem is None:
        raise UnsupportedGrantTypeError("grant_type is authorization_code or refresh_token")

    async def unit(records: Records) -> Redeemed | ProtocolError:
        await assertion.use(records)
        try:
            return await redeem(provider, records, assertion, parameters, now)
        except ProtocolError as error:
            return error  # what was written stays: the used assertion, a revoked family

    redeemed = await provider.database.run(unit)
    if isinstance(redeemed, ProtocolError):
        raise redeemed
    return _response(provider, assertion, redeemed, now)


async def redeem_code(
    provider: Provider,
    records: Records,
    assertion: VerifiedAssertion,
    parameters: Parameters,
    now: int,
) -> Redeemed:
    """Redeem a code (RFC 6749, section 4.1.3; RFC 7636, section 4.6).

    1. the code is ours; 2. it is this client's; 3. a second use revokes what the first one
    gave; 4. it lives; 5. the redirect_uri is the request's; 6. the verifier fits the
    challenge; 7. it is redeemed by compare-and-swap, so that one of many wins.
    """
    authorization_id, secret = read_code(parameters.get("code", ""))
    found = await records.oidc.get(authorization_id)
    if found is None or found.code is None or not constant_time_equal(found.code, secret):
        raise InvalidGrantError("the code is unknown or has expired")  # 1
    if found.request.client_id != assertion.client.id:
        raise InvalidGrantError("the code is another client's")  # 2
    if found.state is not State.GRANTED or found.grant is None:
        await records.oidc.revoke(found.id)
        raise InvalidGrantError("the code has been used: all its tokens are revoked")  # 3
    if found.expires_at <= now:
        raise InvalidGrantError("the code is unknown or has expired")  # 4
    if parameters.get("redirect_uri", found.request.redirect_uri) != found.request.redirect_uri:
        raise InvalidGrantError("redirect_uri is not the one of the request")  # 5
    _check_verifier(parameters.get("code_verifier", ""), found.request.code_challenge)  # 6
    until = now + grant_life(provider.policy, found.request)
    if not await records.oidc.redeem(found.id, until):  # 7
        await records.oidc.revoke(found.id)
        raise InvalidGrantError("the code has been used: all its tokens are revoked")
    return await _redeemed(provider, records, found, found.grant, now)


async def redeem_refresh_token(
    provider: Provider,
    records: Records,
    assertion: VerifiedAssertion,
    parameters: Parameters,
    now: int,
) -> Redeemed:
    """Redeem a refresh token (RFC 6749, section 6; RFC 9700, section 4.14.2).

    1. it is ours and this client's; 2. it lives; 3. its family is not revoked, and lives for
    no longer than the citizen was told; 4. the scope is not wider; 5. it is used by
    compare-and-swap, and a second use revokes the family; 6. the use is on the record.
    """
    token_id = digest(parameters.get("refresh_token", ""))
    token = await records.oidc.get_refresh_token(token_id)
    if token is None or token.client_id != assertion.client.id:
        raise InvalidGrantError("the refresh token is unknown")  # 1
    if token.expires_at <= now:
        raise InvalidGrantError("the refresh token has expired")  # 2
    found = await records.oidc.get(token.authorization)
    if found is None or found.state is not State.REDEEMED or found.grant is None:
        raise InvalidGrantError("the grant has been revoked")  # 3
    if found.expires_at <= now:
        raise InvalidGrantError("the grant has expired")  # 3
    if token.used_at is None:
        _refuse_wider_scope(parameters, found)  # 4
    if not await records.oidc.use_refresh_token(token_id, now):
        await records.oidc.revoke(token.authorization)
        raise InvalidGrantError("the refresh token has been used: its family is revoked")  # 5
    await _record_refresh(provider, records, assertion.client, found, found.grant, now)  # 6
    return await _redeemed(provider, records, found, found.grant, now)


GRANT_TYPES = {"authorization_code": redeem_code, "refresh_token": redeem_refresh_token}


async def _redeemed(
    provider: Provider, records: Records, authorization: Authorization, grant: Grant, now: int
) -> Redeemed:
    request = authorization.request
    claims: Mapping[str, Any] = {}
    wanted = tuple(name for name in request.claims.id_token if name in grant.claims)
    if wanted:
        person = await records.people.get(grant.person_id)
        claims = claim_values(person, wanted, now) if person is not None else {}
    refresh_token = None
    if request.is_offline:
        refresh_token = new_secret()
        until = now + provider.policy.lifetimes.refresh_token
        kept = RefreshToken(digest(refresh_token), authorization.id, request.client_id, until)
        await records.oidc.put_refresh_token(kept)
    return Redeemed(authorization, grant, claims, refresh_token)


async def _record_refresh(
    provider: Provider,
    records: Records,
    client: Client,
    authorization: Authorization,
    grant: Grant,
    now: int,
) -> None:
    await provider.recorder.append(
        records,
        Refresh(
            at=now,
            client_id=client.id,
            sector=client.sector,
            subject=grant.subject,
            purpose=authorization.request.purpose,
            claims=grant.claims,
        ),
        person_id=grant.person_id,
        client_id=client.id,
    )


def _response(
    provider: Provider, assertion: VerifiedAssertion, redeemed: Redeemed, now: int
) -> dict[str, Any]:
    policy, authorization, grant = provider.policy, redeemed.authorization, redeemed.grant
    access_signer = provider.keys.signer(Algorithm.ES256, now)
    id_signer = provider.keys.signer(assertion.client.id_token_algorithm, now)
    claims = redeemed.id_token_claims
    response = {
        "access_token": make_access_token(policy, access_signer, authorization, grant, now),
        "token_type": "Bearer",
        "expires_in": policy.lifetimes.access_token,
        "scope": " ".join(authorization.request.scope),
        "id_token": make_id_token(policy, id_signer, authorization, grant, claims, now),
        "authorization_details": [{"type": PURPOSE_TYPE, "purpose": authorization.request.purpose}],
        "receipt_uri": f"{policy.issuer}/receipt",
    }
    if redeemed.refresh_token is not None:
        response["refresh_token"] = redeemed.refresh_token
    return response


def _check_verifier(verifier: str, challenge: str) -> None:
    if len(verifier) not in VERIFIER_LENGTHS:
        raise InvalidGrantError("code_verifier is missing or has a wrong length")
    computed = b64url_encode(hashlib.sha256(verifier.encode()).digest())
    if not constant_time_equal(computed.encode(), challenge.encode()):
        raise InvalidGrantError("code_verifier does not fit the code_challenge")


def _refuse_wider_scope(parameters: Parameters, authorization: Authorization) -> None:
    """RFC 6749, section 6; the token is not used up by it."""
    asked = parameters.get("scope", "").split()
    if not set(asked) <= set(authorization.request.scope):
        raise InvalidScopeError("a refresh cannot widen the scope")

"""A refresh token becomes fresh tokens, and the use is on the record."""

from thiqa.base import digest
from thiqa.ledger.events import Refresh
from thiqa.ledger.models import EntryId
from thiqa.oidc.errors import InvalidGrantError, InvalidScopeError
from thiqa.oidc.freeze import require_unfrozen
from thiqa.oidc.models import Authorization, Grant, State
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.token_call import Redeemed, TokenCall
from thiqa.oidc.tokens.token_response import redeemed


async def redeem_refresh_token(call: TokenCall, records: Records) -> Redeemed:
    """Redeem a refresh token (RFC 6749, section 6; RFC 9700, section 4.14.2).

    1. it is ours and this client's; 2. it lives; 3. its family is not revoked, and lives for
    no longer than the citizen was told; 4. the scope is not wider; 5. the citizen does not
    contest what the service did: then the token waits, unused; 6. it is used by
    compare-and-swap, and a second use revokes the family; 7. the use is on the record.

    A client whose access tokens are bound to its key keeps its refresh token, and step 6 is left
    out (FAPI 2.0 Security Profile, section 5.3.2.1: no rotation): nobody else can use it, and
    an answer that the network swallows costs no citizen a second consent.
    """
    rotates = not call.client.is_sender_constrained
    token_id = digest(call.parameters.get("refresh_token", ""))
    token = await records.oidc.get_refresh_token(token_id)
    if token is None or token.client_id != call.client.id:
        raise _refused("the refresh token is unknown")  # 1
    if token.expires_at <= call.now:
        raise _refused("the refresh token has expired")  # 2
    found = await records.oidc.get(token.authorization)
    if found is None or found.state is not State.REDEEMED or found.grant is None:
        raise _refused("the grant has been revoked")  # 3
    if found.expires_at <= call.now:
        raise _refused("the grant has expired")  # 3
    if token.used_at is None or not rotates:
        _refuse_wider_scope(call, found)  # 4
    await require_unfrozen(
        records,
        found.grant.person_id,
        call.client.id,
        refusal=InvalidGrantError,
        parameter="refresh_token",
    )  # 5
    if rotates and not await records.oidc.use_refresh_token(token_id, call.now):
        await records.oidc.revoke(token.authorization)
        raise InvalidGrantError(
            "the refresh token has been used: its family is revoked",
            rule="RFC 9700, section 4.14.2",
            parameter="refresh_token",
            mend="Keep the refresh token of the latest answer, and use each once.",
        )  # 6
    entry_id = await _record_refresh(call, records, found, found.grant)  # 7
    return await redeemed(call, records, found, found.grant, refreshable=rotates, entry_id=entry_id)


async def _record_refresh(
    call: TokenCall, records: Records, authorization: Authorization, grant: Grant
) -> EntryId:
    client = call.client
    return await call.provider.recorder.append(
        records,
        Refresh(
            at=call.now,
            client_id=client.id,
            sector=client.sector,
            subject=grant.subject,
            purpose=authorization.request.purpose,
            claims=grant.claims,
        ),
        person_id=grant.person_id,
        client_id=client.id,
    )


def _refuse_wider_scope(call: TokenCall, authorization: Authorization) -> None:
    """RFC 6749, section 6; the token is not used up by it."""
    asked = call.parameters.get("scope", "").split()
    if not set(asked) <= set(authorization.request.scope):
        raise InvalidScopeError(
            "a refresh cannot widen the scope",
            rule="RFC 6749, section 6",
            parameter="scope",
            mend="Leave scope out, or ask for a part of what was granted.",
        )


def _refused(description: str) -> InvalidGrantError:
    return InvalidGrantError(
        description,
        rule="RFC 6749, section 6",
        parameter="refresh_token",
        mend="Ask the citizen again with a new authorization request.",
    )

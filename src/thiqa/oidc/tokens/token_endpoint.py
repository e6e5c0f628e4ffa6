"""The token endpoint: one table of what can be exchanged for tokens."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from thiqa.oidc.backchannel.grant import redeem_backchannel_login
from thiqa.oidc.clients.authentication import authenticate
from thiqa.oidc.errors import ProtocolError, UnauthorizedClientError, UnsupportedGrantTypeError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.models import CIBA_GRANT, CLIENT_CREDENTIALS_GRANT, CODE_GRANT, REFRESH_GRANT
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.client_credentials_grant import ServiceAccess, grant_service_access
from thiqa.oidc.tokens.code_grant import redeem_code
from thiqa.oidc.tokens.refresh_grant import redeem_refresh_token
from thiqa.oidc.tokens.sender_constraint import require_sender
from thiqa.oidc.tokens.token_call import Redeemed, TokenCall
from thiqa.oidc.tokens.token_response import service_token_response, token_response

Redeem = Callable[[TokenCall, Records], Awaitable[Redeemed | ServiceAccess]]

GRANT_TYPES: Mapping[str, Redeem] = {
    CODE_GRANT: redeem_code,
    REFRESH_GRANT: redeem_refresh_token,
    CLIENT_CREDENTIALS_GRANT: grant_service_access,
    CIBA_GRANT: redeem_backchannel_login,
}


def give_tokens(provider: Provider) -> Handler:
    """Return what answers with tokens."""

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(provider, request)
        sender = require_sender(provider, request, caller.client)
        call = TokenCall(provider, caller, request.parameters, request.now, sender)
        return json_reply(await exchange(call))

    return answer


async def exchange(call: TokenCall) -> dict[str, Any]:
    """Return the token response (RFC 6749, section 5.1; OpenID Connect Core, 3.1.3.3)."""
    redeem = _redeem(call)

    async def unit(records: Records) -> Redeemed | ServiceAccess | ProtocolError:
        await call.caller.use(records)
        try:
            await call.sender.use(records)
            return await redeem(call, records)
        except ProtocolError as error:
            return error  # what was written stays: the used assertion, a revoked family

    redeemed = await call.provider.database.run(unit)
    if isinstance(redeemed, ProtocolError):
        raise redeemed
    if isinstance(redeemed, ServiceAccess):
        return service_token_response(call, redeemed)
    return token_response(call, redeemed)


def _redeem(call: TokenCall) -> Redeem:
    """RFC 6749, section 5.2: a grant type that we serve, and that the client registered."""
    name = call.parameters.get("grant_type", "")
    redeem = GRANT_TYPES.get(name)
    if redeem is None:
        raise UnsupportedGrantTypeError(
            f"grant_type is one of {', '.join(GRANT_TYPES)}",
            rule="RFC 6749, section 5.2",
            parameter="grant_type",
            mend="Send one of the grant types in grant_types_supported.",
        )
    if name not in call.client.grant_types:
        raise UnauthorizedClientError(
            "the client has not registered this grant type",
            rule="RFC 6749, section 5.2",
            parameter="grant_type",
            mend="Add the grant type to grant_types in the registration.",
        )
    return redeem

"""Token revocation (RFC 7009): a service gives up what it was granted."""

from thiqa.oidc.clients.authentication import authenticate
from thiqa.oidc.errors import InvalidGrantError, ProtocolError, UnsupportedTokenTypeError
from thiqa.oidc.http import Handler, Reply, ServiceRequest
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.token_text import find_token, token_parameter


def revoke_tokens(provider: Provider) -> Handler:
    """Return what revokes the grant behind a token, and with it all its tokens (section 2.1)."""

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(provider, request)
        text = token_parameter(request.parameters)

        async def unit(records: Records) -> ProtocolError | None:
            await caller.use(records)
            found = await find_token(provider, records, text, request.now)
            if found is None:
                return None  # section 2.2: what is worth nothing already is no error
            if found.client_id != caller.client.id:
                return _not_yours()
            if found.is_services_own:
                return _cannot_be_revoked()
            if found.authorization is not None:
                await records.oidc.revoke(found.authorization.id)
            return None

        refused = await provider.database.run(unit)
        if refused is not None:
            raise refused
        return Reply()

    return answer


def _not_yours() -> InvalidGrantError:
    return InvalidGrantError(
        "the token is another client's",
        rule="RFC 7009, section 2.1",
        parameter="token",
        mend="Revoke a token with the client that it was given to.",
    )


def _cannot_be_revoked() -> UnsupportedTokenTypeError:
    return UnsupportedTokenTypeError(
        "a token of client_credentials ends by itself, within minutes",
        rule="RFC 7009, section 2.2.1",
        parameter="token",
        mend="Forget the token; retire the service if it must not act any more.",
    )

"""A request that the browser brings itself (OpenID Connect Core, section 3.1.2.1).

For plain OpenID Connect in the sandbox, and for entities of a federation that sign what they
ask (OpenID Federation 1.0, section 12.1.1.1). Everybody else pushes.
"""

from dataclasses import dataclass, replace

from thiqa.oidc.authorization.answers import RESPONSE_MODES, Ending, answer_error
from thiqa.oidc.errors import BrowserError, InvalidClientError, ProtocolError
from thiqa.oidc.federation.entity_request import RequestUse, use_of_request
from thiqa.oidc.http import Parameters
from thiqa.oidc.journal import refused_by
from thiqa.oidc.metadata import AUTHORIZE_PATH
from thiqa.oidc.models import (
    Authorization,
    AuthorizationRequest,
    Client,
    RequestedClaims,
    State,
)
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.hints import veil_hint
from thiqa.oidc.requests.pushed_request import MAX_STATE, check_pushed_request
from thiqa.oidc.requests.request_object import authorization_parameters
from thiqa.oidc.store import Records


@dataclass(frozen=True, slots=True)
class PlainRequest:
    """A checked request, to be kept like a pushed one, once."""

    request: AuthorizationRequest
    once: RequestUse | None

    async def keep(self, records: Records, authorization_id: bytes, until: int) -> None:
        """Keep it as if it had been pushed; raise if it was signed, and has come before."""
        if self.once is not None:
            try:
                await self.once.use(records)
            except ProtocolError as error:
                raise BrowserError(BrowserError.REQUEST_USED) from error
        await records.oidc.push(authorization_id, self.request, until)


async def read_plain_request(
    provider: Provider, parameters: Parameters, now: int
) -> PlainRequest | Ending:
    """Return the request, or the way back to the service with what is wrong with it.

    1. the client is known, and need not push; 2. what is asked passes every check of a pushed
    request; 3. an error goes back to a registered redirect_uri, and nowhere else.
    """
    client = await _client(provider, parameters)  # 1
    try:
        checked = await _check(provider, client, parameters, now)  # 2
        return PlainRequest(checked, use_of_request(client, parameters, now))
    except ProtocolError as error:
        refusal = refused_by(error, client.id, AUTHORIZE_PATH, proved=False)
        provider.journal.refused(refusal)
        return answer_error(provider, client, _way_back(client, parameters), error)  # 3


async def _client(provider: Provider, parameters: Parameters) -> Client:
    try:
        client = await provider.clients.find(
            parameters.get("client_id", ""), parameters.get("request")
        )
    except InvalidClientError as error:
        raise BrowserError(BrowserError.UNKNOWN_CLIENT) from error
    if client.must_push:
        raise BrowserError(
            BrowserError.BAD_REQUEST, detail="client_id and request_uri: push the request first"
        )
    return client


async def _check(
    provider: Provider, client: Client, parameters: Parameters, now: int
) -> AuthorizationRequest:
    given = await authorization_parameters(provider, client, parameters, now)
    own_keys = provider.keys.verification_keys(now)
    checked = check_pushed_request(provider.policy, client, given, own_keys)
    return veil_hint(checked, provider.pairwise_secret)


def _way_back(client: Client, parameters: Parameters) -> Authorization:
    """RFC 6749, section 4.1.2.1: nobody is sent to an address that is not registered."""
    redirect_uri = parameters.get("redirect_uri", "")
    if redirect_uri not in client.redirect_uris:
        raise BrowserError(BrowserError.BAD_REQUEST, detail="redirect_uri is not registered")
    mode = parameters.get("response_mode")
    request = AuthorizationRequest(client.id, redirect_uri, (), None, "", RequestedClaims(), ())
    request = replace(
        request,
        state=parameters.get("state", "")[:MAX_STATE] or None,
        response_mode=mode if mode in RESPONSE_MODES else None,
    )
    return Authorization(b"", State.PUSHED, request, 0)

"""A request on its way, as the pages in between look at it."""

from dataclasses import dataclass

from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import Authorization, AuthorizationRequest, Client, Policy, State
from thiqa.oidc.requests.purposes import claims_beyond
from thiqa.oidc.store import Records

ANSWERED = frozenset({State.GRANTED, State.REDEEMED, State.REVOKED})


@dataclass(frozen=True, slots=True)
class Interaction:
    """An open request in the browser that opened it, and the client that sent it."""

    authorization: Authorization
    client: Client


async def load_interaction(
    policy: Policy, records: Records, authorization_id: bytes, browser: bytes, now: int
) -> Interaction:
    """Return a request that is open, alive, and this browser's; raise BrowserError."""
    found = await records.oidc.get(authorization_id)
    if found is not None and found.state in ANSWERED and found.browser == browser:
        raise BrowserError(BrowserError.REQUEST_USED)
    if found is None or found.state is not State.OPENED or found.expires_at <= now:
        raise BrowserError(BrowserError.REQUEST_GONE)
    if found.browser != browser:
        raise BrowserError(BrowserError.OTHER_BROWSER)
    client = await records.oidc.get_client(found.request.client_id)
    if client is None or not client.is_served(now, sandbox=policy.sandbox):
        raise BrowserError(BrowserError.UNKNOWN_CLIENT)
    _check_still_registered(client, found.request)
    return Interaction(found, client)


def _check_still_registered(client: Client, request: AuthorizationRequest) -> None:
    """Refuse a request that rests on what has gone from the registration since it was pushed."""
    purpose = client.purposes.get(request.purpose)
    has_a_way_back = request.is_backchannel or request.redirect_uri in client.redirect_uris
    if not has_a_way_back or purpose is None or claims_beyond(purpose, request.claims):
        raise BrowserError(BrowserError.REQUEST_GONE, detail="the registration has changed")

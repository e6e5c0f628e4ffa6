"""The authorize endpoint as a browser meets it."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import digest, new_secret
from thiqa.oidc.answers import Ending
from thiqa.oidc.authorize import Outcome, authorize, read_request_uri
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.metadata import AUTHORIZE_PATH
from thiqa.oidc.plain_request import PlainRequest, read_plain_request
from thiqa.oidc.store import Records
from thiqa.portal.browser import (
    browser_of,
    come_again,
    query_of,
    remember_browser,
    visit_of,
)
from thiqa.portal.onward import go_on
from thiqa.portal.portal import Portal


def authorize_routes(portal: Portal) -> list[Route]:
    """Return the route of the authorize endpoint (OpenID Connect Core, section 3.1.2.1)."""

    async def begin(request: Request) -> Response:
        if request.method == "HEAD":
            # Whoever only looks at a link (a chat program, a scanner) does not open the request.
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"allow": "GET, POST"})
        parameters = query_of(request)
        client_id = parameters.get("client_id")
        request_uri = parameters.get("request_uri")
        provider, now = portal.provider, portal.provider.clock()
        plain: PlainRequest | Ending | None = None
        if client_id is None:
            raise BrowserError(BrowserError.BAD_REQUEST, detail="client_id is missing")
        if request_uri is None:
            plain = await read_plain_request(provider, parameters, now)
            identifier = digest(new_secret())
        else:
            identifier = read_request_uri(request_uri)
        if plain is not None and not isinstance(plain, PlainRequest):
            return go_on(portal, request, plain)
        browser = browser_of(portal, request)

        async def unit(records: Records) -> Outcome:
            if plain is not None:
                life = provider.policy.lifetimes.pushed_request
                await plain.keep(records, identifier, now + life)
            visit = visit_of(portal, records, browser, identifier, now=now, client_id=client_id)
            return await authorize(visit)

        outcome = await portal.provider.database.run(unit)
        return remember_browser(portal, browser, go_on(portal, request, outcome))

    return [
        Route(AUTHORIZE_PATH, begin),
        Route(AUTHORIZE_PATH, come_again, methods=["POST"]),
    ]

"""The authorize endpoint as a browser meets it."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import digest, new_secret
from thiqa.oidc.authorization.answers import Ending
from thiqa.oidc.authorization.authorize import Outcome, authorize, read_request_uri
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.http import Parameters
from thiqa.oidc.metadata import AUTHORIZE_PATH
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.plain_request import PlainRequest, read_plain_request
from thiqa.oidc.store import Records
from thiqa.portal.browser import (
    Browser,
    browser_of,
    come_again,
    query_of,
    remember_browser,
    visit_of,
)
from thiqa.portal.onward import go_on
from thiqa.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser brings: a pushed request by its name, or a request of its own to keep."""

    client_id: str
    identifier: bytes
    plain: PlainRequest | None = None


def authorize_routes(portal: Portal) -> list[Route]:
    """Return the route of the authorize endpoint (OpenID Connect Core, section 3.1.2.1)."""

    async def begin(request: Request) -> Response:
        refuse_a_mere_look(request)
        asked = await _asked(portal.provider, query_of(request))
        if not isinstance(asked, Asked):
            return go_on(portal, request, asked)
        browser = browser_of(portal, request)
        outcome = await _authorize(portal, browser, asked)
        return remember_browser(portal, browser, go_on(portal, request, outcome))

    return [
        Route(AUTHORIZE_PATH, begin),
        Route(AUTHORIZE_PATH, come_again, methods=["POST"]),
    ]


def refuse_a_mere_look(request: Request) -> None:
    """Whoever only looks at a link (a chat program, a scanner) does not open the request."""
    if request.method == "HEAD":
        raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"allow": "GET, POST"})


async def _asked(provider: Provider, parameters: Parameters) -> Asked | Ending:
    """RFC 9126, section 4: by request_uri; or, from those who need not push, all of it."""
    client_id, request_uri = parameters.get("client_id"), parameters.get("request_uri")
    if client_id is None:
        raise BrowserError(BrowserError.BAD_REQUEST, detail="client_id is missing")
    if request_uri is not None:
        return Asked(client_id, read_request_uri(request_uri))
    plain = await read_plain_request(provider, parameters, provider.clock())
    if not isinstance(plain, PlainRequest):
        return plain
    return Asked(client_id, digest(new_secret()), plain)


async def _authorize(portal: Portal, browser: Browser, asked: Asked) -> Outcome:
    now, life = portal.provider.clock(), portal.provider.policy.lifetimes.pushed_request

    async def unit(records: Records) -> Outcome:
        if asked.plain is not None:
            await asked.plain.keep(records, asked.identifier, now + life)
        visit = visit_of(
            portal, records, browser, asked.identifier, now=now, client_id=asked.client_id
        )
        return await authorize(visit)

    return await portal.provider.database.run(unit)

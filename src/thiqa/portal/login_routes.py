"""Signing in with the card: the page, the way back from the card client, the answer."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.login.errors import LoginError
from thiqa.oidc.authorization.consent import cancel
from thiqa.portal.browser import (
    REQUEST_FIELD,
    authorization_id,
    browser_of,
    form_token,
    page_of,
    query_of,
    read_own_form,
)
from thiqa.portal.onward import go_on
from thiqa.portal.pages import show
from thiqa.portal.paths import CANCEL_PATH, CARD_PATH, LOGIN_PATH, RETURN_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.signing_in import CHALLENGE_FIELD, attempt_of, login_page, signed_in
from thiqa.portal.views import LoginReturnView
from thiqa.web.destination import NEXT_FIELD, read_destination, sign_in_url


def login_routes(portal: Portal) -> list[Route]:
    """Return the routes of the card login."""

    async def page(request: Request) -> Response:
        attempt = await attempt_of(portal, request, query_of(request))
        return await login_page(portal, request, attempt)

    async def back(request: Request) -> Response:
        browser, parameters = browser_of(portal, request), query_of(request)
        named = parameters.get(REQUEST_FIELD)
        destination = None if named else read_destination(parameters.get(NEXT_FIELD))
        retry = page_of(LOGIN_PATH, authorization_id(named)) if named else sign_in_url(destination)
        hidden = {REQUEST_FIELD: named, NEXT_FIELD: destination}
        view = LoginReturnView(
            challenge=parameters.get(CHALLENGE_FIELD, ""),
            post_url=CARD_PATH,
            form_token=form_token(portal, browser, CARD_PATH),
            retry_url=retry,
            hidden={name: value for name, value in hidden.items() if value},
        )
        return show(portal.pages, request, view)

    async def card(request: Request) -> Response:
        browser = browser_of(portal, request)
        fields = await read_own_form(portal, request, browser)
        attempt = await attempt_of(portal, request, fields)
        try:
            authentication = await portal.card_login.complete(
                fields.get("auth_token", ""),
                fields.get(CHALLENGE_FIELD, ""),
                browser.id,
                portal.provider.clock(),
            )
        except LoginError as error:
            return await login_page(portal, request, attempt, error=error.problem)
        return await signed_in(portal, request, attempt, authentication)

    async def turn_back(request: Request) -> Response:
        browser = browser_of(portal, request)
        identifier = authorization_id(query_of(request).get(REQUEST_FIELD))
        provider, now = portal.provider, portal.provider.clock()
        answer = await provider.database.run(
            lambda records: cancel(provider, records, identifier, browser.id, now=now)
        )
        return go_on(portal, request, answer)

    return [
        Route(LOGIN_PATH, page),
        Route(RETURN_PATH, back),
        Route(CARD_PATH, card, methods=["POST"]),
        Route(CANCEL_PATH, turn_back),
    ]

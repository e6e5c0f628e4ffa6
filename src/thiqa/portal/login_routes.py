"""Signing in with the card: the page, the way back from the card client, the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import b64url_encode
from thiqa.login import challenge as challenges
from thiqa.login.errors import LoginError
from thiqa.login.models import Authentication
from thiqa.oidc.authorize import resume
from thiqa.oidc.consent import cancel
from thiqa.oidc.interaction import Interaction, load_interaction
from thiqa.oidc.sessions import begin_session
from thiqa.oidc.store import Records
from thiqa.portal.askers import asker_of
from thiqa.portal.browser import (
    REQUEST_FIELD,
    SESSION_COOKIE,
    Browser,
    authorization_id,
    browser_of,
    form_token,
    next_location,
    page_of,
    query_of,
    read_own_form,
    remember_browser,
    see_other,
    visit_of,
)
from thiqa.portal.pages import show
from thiqa.portal.paths import (
    CANCEL_PATH,
    CARD_PATH,
    HISTORY_PATH,
    HOME_PATH,
    LOGIN_PATH,
    RETURN_PATH,
)
from thiqa.portal.portal import Portal
from thiqa.portal.views import LoginReturnView, LoginView
from thiqa.web import Problem
from thiqa.web.destination import NEXT_FIELD, read_destination, sign_in_url

CHALLENGE_FIELD = "challenge"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A login on its way: for a service's request, or (None) for our own pages."""

    browser: Browser
    interaction: Interaction | None
    destination: str | None = None

    @property
    def identifier(self) -> bytes | None:
        return None if self.interaction is None else self.interaction.authorization.id

    @property
    def fields(self) -> dict[str, str]:
        """What the pages of this login carry along."""
        if self.interaction is not None:
            return {REQUEST_FIELD: b64url_encode(self.interaction.authorization.id)}
        return {} if self.destination is None else {NEXT_FIELD: self.destination}


def login_routes(portal: Portal) -> list[Route]:
    """Return the routes of the card login."""

    async def page(request: Request) -> Response:
        attempt = await _attempt(portal, request, query_of(request))
        return await _login_page(portal, request, attempt)

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
        attempt = await _attempt(portal, request, fields)
        try:
            authentication = await portal.card_login.complete(
                fields.get("auth_token", ""),
                fields.get(CHALLENGE_FIELD, ""),
                browser.id,
                portal.provider.clock(),
            )
        except LoginError as error:
            return await _login_page(portal, request, attempt, error=error.problem)
        return await _signed_in(portal, attempt, authentication)

    async def turn_back(request: Request) -> Response:
        browser = browser_of(portal, request)
        identifier = authorization_id(query_of(request).get(REQUEST_FIELD))
        provider, now = portal.provider, portal.provider.clock()
        answer = await provider.database.run(
            lambda records: cancel(provider, records, identifier, browser.id, now=now)
        )
        return see_other(answer.location)

    return [
        Route(LOGIN_PATH, page),
        Route(RETURN_PATH, back),
        Route(CARD_PATH, card, methods=["POST"]),
        Route(CANCEL_PATH, turn_back),
    ]


async def _attempt(portal: Portal, request: Request, fields: Mapping[str, str]) -> _Attempt:
    browser, named = browser_of(portal, request), fields.get(REQUEST_FIELD)
    if not named:
        return _Attempt(browser, None, read_destination(fields.get(NEXT_FIELD)))
    identifier, now = authorization_id(named), portal.provider.clock()
    interaction = await portal.provider.database.read(
        lambda records: load_interaction(records, identifier, browser.id, now)
    )
    return _Attempt(browser, interaction)


async def _login_page(
    portal: Portal, request: Request, attempt: _Attempt, *, error: Problem | None = None
) -> Response:
    browser, now = attempt.browser, portal.provider.clock()
    challenge = await challenges.issue(portal.card_login.database, browser.id, now)
    identifier = attempt.identifier
    back = urlencode({**attempt.fields, CHALLENGE_FIELD: challenge.nonce})
    view = LoginView(
        asker=None,
        challenge=challenge.nonce,
        client_url=portal.card_client_url,
        return_url=f"{portal.origin}{RETURN_PATH}?{back}",
        post_url=CARD_PATH,
        form_token=form_token(portal, browser, CARD_PATH),
        cancel_url=HOME_PATH if identifier is None else page_of(CANCEL_PATH, identifier),
        valid_seconds=challenge.expires_at - now,
        error=error,
        hidden=attempt.fields,
    )
    ui_locales = None
    if attempt.interaction is not None:
        asked = attempt.interaction.authorization.request
        ui_locales = " ".join(asked.ui_locales)
        view = replace(
            view,
            asker=asker_of(attempt.interaction.client, asked),
            form_target=asked.redirect_uri,
        )
    language = portal.pages.language_of(request, ui_locales=ui_locales)
    response = show(portal.pages, request, view, language=language)
    return remember_browser(portal, browser, response)


async def _signed_in(portal: Portal, attempt: _Attempt, authentication: Authentication) -> Response:
    browser, interaction = attempt.browser, attempt.interaction

    async def unit(records: Records) -> tuple[str, str]:
        secret, session = await begin_session(
            portal.provider,
            records,
            authentication,
            authorization_id=attempt.identifier,
            client_id=None if interaction is None else interaction.client.id,
            replaces=browser.session_id,
        )
        if attempt.identifier is None:
            return secret, attempt.destination or HISTORY_PATH
        visit = visit_of(
            portal,
            records,
            browser,
            attempt.identifier,
            now=portal.provider.clock(),
            session_id=session.id,
        )
        return secret, next_location(await resume(visit))

    secret, location = await portal.provider.database.run(unit)
    response = see_other(location)
    response.headers.append("set-cookie", portal.cookies.header(SESSION_COOKIE, secret))
    return response

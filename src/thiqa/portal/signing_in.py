"""A login on its way: the page that asks for the card, and what follows when it has signed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from thiqa.base import b64url_encode
from thiqa.login import challenge as challenges
from thiqa.login.models import Authentication
from thiqa.oidc.authorization.authorize import Outcome, Visit, resume
from thiqa.oidc.authorization.interaction import Interaction, load_interaction
from thiqa.oidc.sessions.sessions import begin_session
from thiqa.oidc.store import Records
from thiqa.portal.askers import asker_of
from thiqa.portal.browser import (
    REQUEST_FIELD,
    SESSION_COOKIE,
    Browser,
    authorization_id,
    browser_of,
    form_token,
    page_of,
    remember_browser,
    see_other,
    visit_of,
)
from thiqa.portal.onward import go_on
from thiqa.portal.pages import show
from thiqa.portal.paths import CANCEL_PATH, CARD_PATH, HISTORY_PATH, HOME_PATH, RETURN_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import LoginView
from thiqa.web import Problem
from thiqa.web.destination import NEXT_FIELD, read_destination
from thiqa.web.user_agent import device_of

CHALLENGE_FIELD = "challenge"

Continuation = Callable[[Visit], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A login on its way: for a service's request, or (None) for our own pages."""

    browser: Browser
    interaction: Interaction | None
    destination: str | None = None
    device: str = ""

    @property
    def identifier(self) -> bytes | None:
        """The authorization that makes the citizen sign in."""
        return None if self.interaction is None else self.interaction.authorization.id

    @property
    def fields(self) -> dict[str, str]:
        """What the pages of this login carry along."""
        if self.interaction is not None:
            return {REQUEST_FIELD: b64url_encode(self.interaction.authorization.id)}
        return {} if self.destination is None else {NEXT_FIELD: self.destination}


async def attempt_of(portal: Portal, request: Request, fields: Mapping[str, str]) -> Attempt:
    """Return the login that the fields of a page's address or form are about."""
    browser, named = browser_of(portal, request), fields.get(REQUEST_FIELD)
    device = device_of(request.headers.get("user-agent"))
    if not named:
        return Attempt(browser, None, read_destination(fields.get(NEXT_FIELD)), device)
    identifier, provider, now = authorization_id(named), portal.provider, portal.provider.clock()
    interaction = await provider.database.read(
        lambda records: load_interaction(provider.policy, records, identifier, browser.id, now)
    )
    return Attempt(browser, interaction, device=device)


async def login_page(
    portal: Portal, request: Request, attempt: Attempt, *, error: Problem | None = None
) -> Response:
    """Return the page that asks for the card, with a fresh challenge."""
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
        specimens_url=specimens_url(portal, attempt),
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


def specimens_url(portal: Portal, attempt: Attempt) -> str | None:
    """Return where specimen citizens are chosen, where there are some."""
    if portal.specimens_path is None or not attempt.fields:
        return portal.specimens_path
    return f"{portal.specimens_path}?{urlencode(attempt.fields)}"


async def signed_in(
    portal: Portal,
    request: Request,
    attempt: Attempt,
    authentication: Authentication,
    then: Continuation = resume,
) -> Response:
    """Begin a session, and go on with the request (`then`), all in one unit of work."""
    browser, interaction = attempt.browser, attempt.interaction

    async def unit(records: Records) -> tuple[str, Outcome | None]:
        secret, session = await begin_session(
            portal.provider,
            records,
            authentication,
            authorization_id=attempt.identifier,
            client_id=None if interaction is None else interaction.client.id,
            replaces=browser.session_id,
            device=attempt.device,
        )
        if attempt.identifier is None:
            return secret, None
        visit = visit_of(
            portal,
            records,
            browser,
            attempt.identifier,
            now=portal.provider.clock(),
            session_id=session.id,
        )
        return secret, await then(visit)

    secret, outcome = await portal.provider.database.run(unit)
    if outcome is None:
        response = see_other(attempt.destination or HISTORY_PATH)
    else:
        response = go_on(portal, request, outcome)
    response.headers.append("set-cookie", portal.cookies.header(SESSION_COOKIE, secret))
    return response

"""Pages for a citizen who is signed in; anybody else is asked to sign in first."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from thiqa.oidc.models import Session
from thiqa.oidc.sessions.sessions import SESSION_USE_SECONDS, note_use
from thiqa.portal.browser import browser_of, see_other
from thiqa.portal.pages import citizen_links
from thiqa.portal.paths import (
    CONSENTS_PATH,
    DISPUTES_PATH,
    HISTORY_PATH,
    REQUESTS_PATH,
    SESSIONS_PATH,
    SIGN_OUT_PATH,
)
from thiqa.portal.portal import Portal
from thiqa.web import Link
from thiqa.web.destination import sign_in_first

Page = Callable[[Request], Awaitable[Response]]
MemberPage = Callable[[Portal, Request, Session], Awaitable[Response]]


def signed_in(portal: Portal, page: MemberPage) -> Page:
    """Return a page that only a session opens; the login of anybody else leads to it."""

    async def guarded(request: Request) -> Response:
        session = await current_session(portal, request)
        if session is None:
            return see_other(sign_in_first(request))
        return await page(portal, request, session)

    return guarded


async def current_session(portal: Portal, request: Request) -> Session | None:
    """Return the session of the browser behind a request, if it has one that lives."""
    session_id, now = browser_of(portal, request).session_id, portal.provider.clock()
    if session_id is None:
        return None
    database = portal.provider.database
    session = await database.read(lambda records: records.oidc.get_session(session_id, now))
    if session is not None and now - session.used_at >= SESSION_USE_SECONDS:
        await database.run(lambda records: note_use(records, session, now))
    return session


def member_links(current: str) -> tuple[Link, ...]:
    """Return the navigation of somebody who is signed in."""
    return citizen_links(
        history_url=HISTORY_PATH,
        consents_url=CONSENTS_PATH,
        requests_url=REQUESTS_PATH,
        disputes_url=DISPUTES_PATH,
        sessions_url=SESSIONS_PATH,
        sign_out_url=SIGN_OUT_PATH,
        current=current,
    )

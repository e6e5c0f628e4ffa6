"""The citizen's sessions: where they are signed in, and the buttons that end it."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.oidc.models import Client, Session
from thiqa.oidc.sessions.logout_models import SessionGrant
from thiqa.oidc.sessions.sessions import end_session
from thiqa.oidc.store import Records
from thiqa.portal.browser import (
    SESSION_COOKIE,
    browser_of,
    form_token,
    query_of,
    read_own_form,
    see_other,
)
from thiqa.portal.devices import device_texts
from thiqa.portal.members import member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import END_SESSIONS_PATH, HOME_PATH, SESSIONS_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import SessionRow, SessionsView, SignedOutView

SESSION_FIELD = "session"
WHICH_FIELD = "which"
OTHERS, ALL = "others", "all"
ENDED_FIELD = "ended"
SHOWN_SESSIONS = 20


def sessions_routes(portal: Portal) -> list[Route]:
    """Return the routes of the citizen's sessions."""
    return [
        Route(SESSIONS_PATH, signed_in(portal, _sessions)),
        Route(END_SESSIONS_PATH, signed_in(portal, _end), methods=["POST"]),
    ]


async def _sessions(portal: Portal, request: Request, session: Session) -> Response:
    now = portal.provider.clock()

    async def unit(
        records: Records,
    ) -> tuple[list[Session], list[SessionGrant], dict[str, Client | None]]:
        sessions = await records.oidc.list_sessions(session.person_id, now)
        shown = [session.public_id, *(each.public_id for each in sessions[:SHOWN_SESSIONS])]
        grants = await records.oidc.list_session_grants(list(dict.fromkeys(shown)))
        wanted = {grant.client_id for grant in grants}
        return sessions, grants, {each: await records.oidc.get_client(each) for each in wanted}

    sessions, grants, clients = await portal.provider.database.read(unit)
    others = [each for each in sessions if each.id != session.id]
    view = SessionsView(
        this=_row(session, grants, clients),
        others=tuple(_row(each, grants, clients) for each in others[: SHOWN_SESSIONS - 1]),
        more=len(others) >= SHOWN_SESSIONS,
        post_url=END_SESSIONS_PATH,
        form_token=form_token(portal, browser_of(portal, request), END_SESSIONS_PATH),
        end_others={WHICH_FIELD: OTHERS},
        end_all={WHICH_FIELD: ALL},
        ended=ENDED_FIELD in query_of(request),
    )
    return show(portal.pages, request, view, navigation=member_links(SESSIONS_PATH))


async def _end(portal: Portal, request: Request, session: Session) -> Response:
    fields = await read_own_form(portal, request, browser_of(portal, request))
    now = portal.provider.clock()

    async def unit(records: Records) -> bool:
        mine = await records.oidc.list_sessions(session.person_id, now)
        ending = _chosen(mine, session, fields)
        for each in ending:
            await end_session(records, each, now)
        return session.id in {each.id for each in ending}

    if not await portal.provider.database.run(unit):
        return see_other(f"{SESSIONS_PATH}?{ENDED_FIELD}=1")
    response = show(portal.pages, request, SignedOutView(continue_url=HOME_PATH))
    response.headers.append("set-cookie", portal.cookies.clearing_header(SESSION_COOKIE))
    return response


def _chosen(mine: Sequence[Session], this: Session, fields: dict[str, str]) -> list[Session]:
    """Return which of the citizen's own sessions a form wants to end."""
    match fields.get(WHICH_FIELD):
        case "all":
            return list(mine)
        case "others":
            return [each for each in mine if each.id != this.id]
        case _:
            return [each for each in mine if each.public_id == fields.get(SESSION_FIELD)]


def _row(
    session: Session, grants: Sequence[SessionGrant], clients: dict[str, Client | None]
) -> SessionRow:
    browser, system = device_texts(session.device)
    visited = dict.fromkeys(each.client_id for each in grants if each.session == session.public_id)
    names = {each: client.name for each in visited if (client := clients[each]) is not None}
    return SessionRow(
        browser=browser,
        system=system,
        began_at=session.began_at,
        used_at=session.used_at,
        services=tuple(names.get(each, {"en": each}) for each in visited),
        hidden={SESSION_FIELD: session.public_id},
    )

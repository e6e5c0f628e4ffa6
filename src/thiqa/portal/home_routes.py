"""The first page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.issuing.paths import DOCUMENTS_PATH
from thiqa.portal.members import Page, current_session, member_links
from thiqa.portal.pages import show
from thiqa.portal.paths import (
    CONSENTS_PATH,
    CONSOLE_PATH,
    HISTORY_PATH,
    HOME_PATH,
    LOGIN_PATH,
    SESSIONS_PATH,
)
from thiqa.portal.portal import Portal
from thiqa.portal.views import HomeView


def home_routes(portal: Portal) -> list[Route]:
    """Return the route of the first page."""
    return [Route(HOME_PATH, _home(portal))]


def _home(portal: Portal) -> Page:
    async def home(request: Request) -> Response:
        session = await current_session(portal, request)
        view = HomeView(
            sign_in_url=LOGIN_PATH if session is None else None,
            history_url=HISTORY_PATH,
            consents_url=CONSENTS_PATH,
            sessions_url=SESSIONS_PATH,
            console_url=CONSOLE_PATH,
            documents_url=None if portal.documents is None else DOCUMENTS_PATH,
        )
        links = () if session is None else member_links(HOME_PATH)
        return show(portal.pages, request, view, navigation=links)

    return home

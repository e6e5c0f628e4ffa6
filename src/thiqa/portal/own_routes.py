"""The citizen's own pages: home and history."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.ledger.models import LAST_ENTRY_ID, parse_entry_id
from thiqa.ledger.receipts import HistoryEntry
from thiqa.oidc.models import Session
from thiqa.portal.browser import query_of
from thiqa.portal.entries import Clients, clients_of, described, linked_sectors
from thiqa.portal.members import Page, current_session, member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import (
    CONSENTS_PATH,
    CONSOLE_PATH,
    HISTORY_PATH,
    HOME_PATH,
    LOGIN_PATH,
    RECEIPTS_PATH,
    SESSIONS_PATH,
)
from thiqa.portal.portal import Portal
from thiqa.portal.views import HistoryRow, HistoryView, HomeView

PAGE_ENTRIES = 20
BEFORE_FIELD = "before"


def own_routes(portal: Portal) -> list[Route]:
    """Return the routes of the citizen's own pages."""
    return [
        Route(HOME_PATH, _home(portal)),
        Route(HISTORY_PATH, signed_in(portal, _history)),
    ]


def _home(portal: Portal) -> Page:
    async def home(request: Request) -> Response:
        session = await current_session(portal, request)
        view = HomeView(
            sign_in_url=LOGIN_PATH if session is None else None,
            history_url=HISTORY_PATH,
            consents_url=CONSENTS_PATH,
            sessions_url=SESSIONS_PATH,
            console_url=CONSOLE_PATH,
        )
        links = () if session is None else member_links(HOME_PATH)
        return show(portal.pages, request, view, navigation=links)

    return home


async def _history(portal: Portal, request: Request, session: Session) -> Response:
    named = query_of(request).get(BEFORE_FIELD)
    before = LAST_ENTRY_ID if named is None else parse_entry_id(named)
    entries = await portal.receipts.history(
        session.person_id, before=before, limit=PAGE_ENTRIES + 1
    )
    shown = entries[:PAGE_ENTRIES]
    clients = await clients_of(portal, (entry.event for entry in shown))
    older = None
    if len(entries) > PAGE_ENTRIES:
        older = f"{HISTORY_PATH}?{BEFORE_FIELD}={shown[-1].id.hex()}"
    view = HistoryView(
        rows=tuple(_history_row(entry, clients) for entry in shown),
        newer_url=None if named is None else HISTORY_PATH,
        older_url=older,
    )
    return show(portal.pages, request, view, navigation=member_links(HISTORY_PATH))


def _history_row(entry: HistoryEntry, clients: Clients) -> HistoryRow:
    service, purpose, _, _ = described(entry.event, clients)
    return HistoryRow(
        at=entry.event.at,
        kind=entry.event.kind,
        service=service,
        purpose=purpose,
        claims=getattr(entry.event, "claims", ()),
        receipt_url=f"{RECEIPTS_PATH}/{entry.id.hex()}",
        linked=linked_sectors(entry.event),
    )

"""The citizen's history: who asked, when, for what, which claims."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.ledger.models import LAST_ENTRY_ID, parse_entry_id
from thiqa.ledger.receipts import HistoryEntry
from thiqa.oidc.models import Session
from thiqa.portal.browser import query_of
from thiqa.portal.entries import Clients, clients_of, described, linked_sectors
from thiqa.portal.members import member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import HISTORY_PATH, RECEIPTS_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import HistoryRow, HistoryView

PAGE_ENTRIES = 20
BEFORE_FIELD = "before"


def history_routes(portal: Portal) -> list[Route]:
    """Return the routes of the history."""
    return [Route(HISTORY_PATH, signed_in(portal, _history))]


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

"""The citizen's history: who asked, when, for what, which claims; and each entry by itself."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import b64url_decode
from thiqa.ledger.events import Event
from thiqa.ledger.history import HistoryEntry
from thiqa.ledger.models import parse_entry_id
from thiqa.oidc.authorization.shown import read_shown
from thiqa.oidc.errors import AlteredTextError
from thiqa.oidc.models import Session
from thiqa.portal.browser import query_of
from thiqa.portal.claims import LABELS
from thiqa.portal.disputes_routes import contest_urls, dispute_about
from thiqa.portal.entries import (
    Clients,
    clients_named,
    clients_of,
    described,
    facts_of,
    linked_sectors,
    service_name,
)
from thiqa.portal.history_filters import (
    BEFORE_FIELD,
    OURSELVES_VALUE,
    Filters,
    read_filters,
)
from thiqa.portal.history_views import (
    Choice,
    EntryView,
    FiltersView,
    HistoryRow,
    HistoryView,
    ShownText,
)
from thiqa.portal.kinds import word_of
from thiqa.portal.members import member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import HISTORY_JSON_PATH, HISTORY_PATH, HISTORY_PDF_PATH, RECEIPTS_PATH
from thiqa.portal.portal import Portal

PAGE_ENTRIES = 20


def history_routes(portal: Portal) -> list[Route]:
    """Return the routes of the history."""
    return [
        Route(HISTORY_PATH, signed_in(portal, _history)),
        Route(f"{HISTORY_PATH}/{{entry}}", signed_in(portal, _entry)),
    ]


async def _history(portal: Portal, request: Request, session: Session) -> Response:
    query = query_of(request)
    filters, before = read_filters(query), query.get(BEFORE_FIELD)
    wanted = filters.wanted(portal.pages.timezone, before)
    entries = await portal.receipts.history(session.person_id, wanted, limit=PAGE_ENTRIES + 1)
    shown = entries[:PAGE_ENTRIES]
    services = await portal.receipts.services_of(session.person_id)
    clients = await clients_named(portal, services)
    older = None
    if len(entries) > PAGE_ENTRIES:
        older = filters.address(**{BEFORE_FIELD: shown[-1].id.hex()})
    view = HistoryView(
        rows=tuple(_row(entry, clients) for entry in shown),
        filters=_filters_view(filters, services, clients),
        newer_url=None if before is None else filters.address(),
        older_url=older,
        pdf_url=filters.address(HISTORY_PDF_PATH),
        json_url=filters.address(HISTORY_JSON_PATH),
    )
    return show(portal.pages, request, view, navigation=member_links(HISTORY_PATH))


async def _entry(portal: Portal, request: Request, session: Session) -> Response:
    entry_id = parse_entry_id(request.path_params["entry"])
    entry = await portal.receipts.entry_for_person(entry_id, session.person_id)
    event = entry.event
    clients = await clients_of(portal, [event])
    _, _, _, sector = described(event, clients)
    dispute = await dispute_about(portal, entry_id, event)
    view = EntryView(
        row=_row(entry, clients),
        sector=sector,
        facts=facts_of(event),
        shown=await _shown(portal, event),
        contest=() if dispute else contest_urls(entry_id, event),
        dispute=dispute,
        back_url=HISTORY_PATH,
    )
    return show(portal.pages, request, view, navigation=member_links(HISTORY_PATH))


def _row(entry: HistoryEntry, clients: Clients) -> HistoryRow:
    service, purpose, article, _ = described(entry.event, clients)
    named = entry.id.hex()
    return HistoryRow(
        at=entry.event.at,
        kind=word_of(entry.event),
        service=service,
        purpose=purpose,
        article=article,
        claims=getattr(entry.event, "claims", ()),
        entry_url=f"{HISTORY_PATH}/{named}",
        receipt_url=f"{RECEIPTS_PATH}/{named}",
        linked=linked_sectors(entry.event),
    )


async def _shown(portal: Portal, event: Event) -> ShownText | None:
    """Return what the consent page stated, word for word, once its hash is the recorded one."""
    text_hash = getattr(event, "consent_text_hash", None)
    if text_hash is None:
        return None
    digest = b64url_decode(text_hash).hex()
    try:
        text = await portal.provider.database.read(lambda records: read_shown(records, text_hash))
    except AlteredTextError:
        return ShownText((), digest, is_altered=True)
    return ShownText(tuple((text or "").splitlines()), digest)


def _filters_view(filters: Filters, services: list[str], clients: Clients) -> FiltersView:
    fields = filters.fields
    return FiltersView(
        action=HISTORY_PATH,
        fields=fields,
        services=tuple(
            Choice(
                value=service or OURSELVES_VALUE,
                text=service_name(service, clients),
                is_chosen=service == filters.client_id,
            )
            for service in sorted(services)
        ),
        claims=tuple(
            Choice(value=claim, text=label, is_chosen=claim == filters.claim)
            for claim, label in LABELS.items()
        ),
        clear_url=HISTORY_PATH if fields else None,
    )

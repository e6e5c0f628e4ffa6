"""The citizen's own pages: home, history, receipts."""

from shlex import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from thiqa.base import b64encode, b64url_decode
from thiqa.ledger.events import Event, Relinking
from thiqa.ledger.models import LAST_ENTRY_ID, parse_entry_id
from thiqa.ledger.receipts import HistoryEntry, IssuedReceipt
from thiqa.oidc.models import Client, Session
from thiqa.oidc.sectors import sector_text
from thiqa.oidc.store import Records
from thiqa.portal.browser import query_of
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
from thiqa.portal.views import (
    HistoryRow,
    HistoryView,
    HomeView,
    LinkedSectors,
    LocalText,
    ReceiptView,
)

PAGE_ENTRIES = 20
BEFORE_FIELD = "before"
OURSELVES: LocalText = {"ar": "ثقة", "fr": "Thiqa", "zgh": "ⵜⵉⵇⴰ", "en": "Thiqa"}
"""Who is named where no service was concerned: signing in to one's own pages."""


def own_routes(portal: Portal) -> list[Route]:
    """Return the routes of the citizen's own pages."""
    receipt_path = f"{RECEIPTS_PATH}/{{entry}}"
    return [
        Route(HOME_PATH, _home(portal)),
        Route(HISTORY_PATH, signed_in(portal, _history)),
        Route(receipt_path, signed_in(portal, _receipt)),
        Route(f"{receipt_path}/download", signed_in(portal, _download)),
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
    clients = await _clients(portal, {_client_id(entry.event) for entry in shown})
    older = None
    if len(entries) > PAGE_ENTRIES:
        older = f"{HISTORY_PATH}?{BEFORE_FIELD}={shown[-1].id.hex()}"
    view = HistoryView(
        rows=tuple(_history_row(entry, clients) for entry in shown),
        newer_url=None if named is None else HISTORY_PATH,
        older_url=older,
    )
    return show(portal.pages, request, view, navigation=member_links(HISTORY_PATH))


async def _receipt(portal: Portal, request: Request, session: Session) -> Response:
    issued = await _issued(portal, request, session)
    event, checkpoint = issued.verified.entry.event, issued.verified.checkpoint
    clients = await _clients(portal, {_client_id(event)})
    service, purpose, article, sector = _described(event, clients)
    digest = getattr(event, "consent_text_hash", None)
    url, name = f"{RECEIPTS_PATH}/{issued.entry_id.hex()}", _file_name(issued)
    view = ReceiptView(
        at=event.at,
        kind=event.kind,
        service=service,
        sector=sector,
        purpose=purpose,
        article=article,
        claims=getattr(event, "claims", ()),
        log=checkpoint.origin,
        index=issued.verified.index,
        tree_size=checkpoint.head.size,
        root=b64encode(checkpoint.head.root),
        checkpoint=issued.text,
        consent_digest=None if digest is None else b64url_decode(digest).hex(),
        download_url=f"{url}/download",
        download_name=name,
        check_command=f"thiqa ledger verify {name} --key {quote(portal.provider.record_key)}",
        back_url=HISTORY_PATH,
        linked=_linked(event),
    )
    return show(portal.pages, request, view, navigation=member_links(url))


async def _download(portal: Portal, request: Request, session: Session) -> Response:
    issued = await _issued(portal, request, session)
    headers = {"content-disposition": f'attachment; filename="{_file_name(issued)}"'}
    return PlainTextResponse(issued.text, headers=headers)


async def _issued(portal: Portal, request: Request, session: Session) -> IssuedReceipt:
    entry_id = parse_entry_id(request.path_params["entry"])
    return await portal.receipts.receipt_for_person(entry_id, session.person_id)


def _file_name(issued: IssuedReceipt) -> str:
    return f"thiqa-receipt-{issued.entry_id.hex()}.txt"


async def _clients(portal: Portal, wanted: set[str | None]) -> dict[str | None, Client]:
    async def unit(records: Records) -> dict[str | None, Client]:
        found = {each: await records.oidc.get_client(each) for each in wanted if each is not None}
        return {each: client for each, client in found.items() if client is not None}

    return await portal.provider.database.read(unit)


def _client_id(event: Event) -> str | None:
    return event.client_id


def _history_row(entry: HistoryEntry, clients: dict[str | None, Client]) -> HistoryRow:
    service, purpose, _, _ = _described(entry.event, clients)
    return HistoryRow(
        at=entry.event.at,
        kind=entry.event.kind,
        service=service,
        purpose=purpose,
        claims=getattr(entry.event, "claims", ()),
        receipt_url=f"{RECEIPTS_PATH}/{entry.id.hex()}",
        linked=_linked(entry.event),
    )


def _linked(event: Event) -> LinkedSectors | None:
    if not isinstance(event, Relinking):
        return None
    return LinkedSectors(sector_text(event.from_sector), sector_text(event.to_sector), event.reason)


def _described(
    event: Event, clients: dict[str | None, Client]
) -> tuple[LocalText, LocalText, LocalText, LocalText]:
    """Return service, purpose, article and sector; what is no longer registered by its id."""
    client = clients.get(event.client_id)
    purpose_id = getattr(event, "purpose", None)
    purpose = client.purposes.get(purpose_id) if client and purpose_id else None
    return (
        client.name if client else _unregistered(event),
        purpose.name if purpose else {"en": purpose_id or ""},
        purpose.law if purpose else {"en": getattr(event, "article", "")},
        sector_text(client.sector if client else getattr(event, "sector", "")),
    )


def _unregistered(event: Event) -> LocalText:
    """What concerned no service was between the citizen and us."""
    return OURSELVES if event.client_id is None else {"en": event.client_id}

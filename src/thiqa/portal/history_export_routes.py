"""Taking one's history away: for machines (JSON), and to read and to print (PDF)."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from thiqa.documents import Attachment, typeset
from thiqa.oidc.models import Session
from thiqa.portal.browser import query_of
from thiqa.portal.entries import clients_named
from thiqa.portal.history_export import Proved, history_json, proved_entries, replayed
from thiqa.portal.history_filters import Filters, read_filters
from thiqa.portal.history_sheet import FILE, HistorySheet
from thiqa.portal.members import MemberPage, signed_in
from thiqa.portal.paths import HISTORY_JSON_PATH, HISTORY_PDF_PATH
from thiqa.portal.portal import Portal

MAX_SHEET_ENTRIES = 500
"""In one document: some 120 pages, and two seconds to typeset them."""

SHEETS_AT_ONCE = 1
"""A processor is busy with each; whoever comes later waits, and nobody else does."""

JSON = "application/json"
PDF = "application/pdf"
FILE_NAME = "thiqa-history"


def history_export_routes(portal: Portal) -> list[Route]:
    """Return the routes of the exports."""
    return [
        Route(HISTORY_JSON_PATH, signed_in(portal, _json)),
        Route(HISTORY_PDF_PATH, signed_in(portal, _pdf_page())),
    ]


async def _json(portal: Portal, request: Request, session: Session) -> Response:
    filters = read_filters(query_of(request))
    pages = proved_entries(portal, session.person_id, filters.wanted(portal.pages.timezone))
    text = history_json(portal, pages, _head(portal, filters))
    return StreamingResponse(text, media_type=JSON, headers=_attached("json"))


def _pdf_page() -> MemberPage:
    turn = asyncio.Semaphore(SHEETS_AT_ONCE)

    async def page(portal: Portal, request: Request, session: Session) -> Response:
        filters, at = read_filters(query_of(request)), portal.provider.clock()
        entries, is_whole = await _latest(portal, session.person_id, filters)
        clients = await clients_named(portal, {each.entry.event.client_id for each in entries})
        language = portal.pages.language_of(request)
        sheet = HistorySheet(portal, language, clients)
        data = sheet.data(entries, filters, at=at, is_whole=is_whole)
        receipts = history_json(portal, replayed(entries), _head(portal, filters))
        file = Attachment(
            f"{FILE_NAME}.json", JSON, sheet.say(FILE), "".join([text async for text in receipts])
        )
        async with turn:
            pdf = await asyncio.to_thread(
                typeset, "history", data, language=language, at=at, attachments=[file]
            )
        return Response(pdf, media_type=PDF, headers=_attached("pdf"))

    return page


async def _latest(portal: Portal, person_id: str, filters: Filters) -> tuple[list[Proved], bool]:
    entries: list[Proved] = []
    wanted = filters.wanted(portal.pages.timezone)
    async for page in proved_entries(portal, person_id, wanted):
        entries += page
        if len(entries) > MAX_SHEET_ENTRIES:
            return entries[:MAX_SHEET_ENTRIES], False
    return entries, True


def _head(portal: Portal, filters: Filters) -> dict[str, object]:
    return {
        "made_at": portal.provider.clock(),
        "issuer": portal.origin,
        "log": portal.record_origin,
        "search": filters.fields,
    }


def _attached(ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{FILE_NAME}.{ending}"'}

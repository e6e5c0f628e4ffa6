"""Opening an entry: one auditor asks, another one approves, and both see it."""

from starlette.responses import Response
from starlette.routing import Route

from thiqa.audit import Opened, State, StoredRequest, approve, ask, open_entry
from thiqa.audit.errors import RequestGoneError, TooManyError, UnknownEntryError
from thiqa.console.audit_texts import KINDS, plain, service_text
from thiqa.console.audit_views import (
    OpenedEntry,
    OpeningsView,
    OpeningView,
    RequestRow,
)
from thiqa.console.console import Console
from thiqa.console.members import Visitor, VisitorPage, for_auditors
from thiqa.console.paths import OPENING_PATH, OPENINGS_PATH
from thiqa.console.problems import TOO_MANY_OPENINGS, UNKNOWN_ENTRY, WORDS_MISSING
from thiqa.console.views import Action
from thiqa.ledger.errors import NotYetIntegratedError
from thiqa.officers import ReasonError
from thiqa.web import Problem
from thiqa.web.browser import see_other

NUMBER_FIELD, REASON_FIELD, SEEN_FIELD = "number", "reason", "seen"
MAX_DIGITS = 18
WAIT_SECONDS = 3.0
"""For the proof that the citizen can see it, before the page asks to be loaded again."""

_PROBLEMS: dict[type[Exception], Problem] = {
    ReasonError: WORDS_MISSING,
    UnknownEntryError: UNKNOWN_ENTRY,
    TooManyError: TOO_MANY_OPENINGS,
}


def opening_routes(console: Console) -> list[Route]:
    """Return the routes of openings."""
    pages: list[tuple[str, str, VisitorPage]] = [
        ("GET", OPENINGS_PATH, _openings),
        ("POST", OPENINGS_PATH, _ask),
        ("GET", OPENING_PATH, _opening),
        ("POST", OPENING_PATH, _approve),
    ]
    return [
        Route(path, for_auditors(console, page), methods=[method]) for method, path, page in pages
    ]


async def _openings(visitor: Visitor) -> Response:
    return await _list(visitor)


async def _list(visitor: Visitor, problem: Problem | None = None) -> Response:
    stored = await visitor.console.audit.database.read(
        lambda records: records.audit.list_requests(visitor.now)
    )
    view = OpeningsView(
        rows=tuple(_row(visitor, each) for each in stored),
        ask=Action(OPENINGS_PATH, visitor.token(OPENINGS_PATH), {}),
        problem=problem,
    )
    return visitor.show(view)


async def _ask(visitor: Visitor) -> Response:
    fields = await visitor.form()
    number, reason = fields.get(NUMBER_FIELD, ""), fields.get(REASON_FIELD, "")
    index = int(number) if _is_number(number) else -1
    try:
        request = await ask(visitor.console.audit, visitor.person_id, index=index, reason=reason)
    except (ReasonError, UnknownEntryError, TooManyError) as error:
        return await _list(visitor, _PROBLEMS[type(error)])
    return see_other(OPENING_PATH.format(request=request.id))


async def _opening(visitor: Visitor) -> Response:
    stored = await _named(visitor)
    request, url = stored.request, OPENING_PATH.format(request=stored.request.id)
    may_approve = stored.state is State.ASKED and request.asked_by != visitor.person_id
    is_coming, opened = False, None
    if stored.state is State.APPROVED:
        try:
            opened = await open_entry(
                visitor.console.audit, visitor.person_id, request.id, wait_seconds=WAIT_SECONDS
            )
        except NotYetIntegratedError:
            is_coming = True
    view = OpeningView(
        row=_row(visitor, stored),
        fingerprint=request.fingerprint,
        approve=Action(url, visitor.token(url), {SEEN_FIELD: request.fingerprint})
        if may_approve
        else None,
        opened=None if opened is None else await _shown(visitor, opened),
        is_coming=is_coming,
        back_url=OPENINGS_PATH,
    )
    return visitor.show(view)


async def _approve(visitor: Visitor) -> Response:
    seen = (await visitor.form()).get(SEEN_FIELD, "")
    request = (await _named(visitor)).request
    await approve(visitor.console.audit, visitor.person_id, request.id, seen)
    return see_other(OPENING_PATH.format(request=request.id))


async def _named(visitor: Visitor) -> StoredRequest:
    named = str(visitor.request.path_params["request"])
    stored = await visitor.console.audit.database.read(lambda records: records.audit.get(named))
    if stored is None or stored.expires_at <= visitor.now:
        raise RequestGoneError("there is no such request")
    return stored


async def _shown(visitor: Visitor, opened: Opened) -> OpenedEntry:
    event = opened.event
    client_id, purpose_id = event.client_id or "", getattr(event, "purpose", None) or ""
    client = await visitor.console.audit.database.read(
        lambda records: records.oidc.get_client(client_id)
    )
    purpose = client.purposes.get(purpose_id) if client else None
    return OpenedEntry(
        at=event.at,
        kind=KINDS[event.kind],
        service=service_text(client_id, {client_id: client.name} if client else {}),
        purpose=purpose.name if purpose else plain(purpose_id),
        article=purpose.law if purpose else plain(getattr(event, "article", "")),
        claims=getattr(event, "claims", ()),
        words=getattr(event, "reason", None),
        receipt=opened.receipt,
        opening_receipt=opened.opening_receipt,
    )


def _row(visitor: Visitor, stored: StoredRequest) -> RequestRow:
    request, approver = stored.request, stored.approved_by
    return RequestRow(
        index=request.index,
        reason=request.reason,
        asked_by=visitor.person(request.asked_by, []),
        asked_at=request.asked_at,
        approved_by=None if approver is None else visitor.person(approver, []),
        expires_at=stored.expires_at,
        url=OPENING_PATH.format(request=request.id),
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS

"""Contesting an entry, and what became of it."""

from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.disputes import (
    ARTICLE,
    Claim,
    Contestable,
    Dispute,
    StaleLoginError,
    contest,
    due_after,
    find_contestable,
    take_back,
    with_evidence,
)
from thiqa.disputes.closing import is_fresh
from thiqa.disputes.contesting import CLAIMS
from thiqa.disputes.desk import find_own
from thiqa.disputes.store import Records
from thiqa.disputes.texts import CLAIM_TEXTS, STATE_TEXTS
from thiqa.ledger.events import Dispute as DisputeEvent
from thiqa.ledger.events import Event
from thiqa.ledger.models import EntryId, parse_entry_id
from thiqa.oidc.models import Client, Freeze, Localized, Session
from thiqa.portal.browser import browser_of, form_token, query_of, read_own_form, see_other
from thiqa.portal.dispute_views import (
    ContestedEntry,
    DisputeRow,
    DisputesView,
    DisputeView,
    NewDisputeView,
)
from thiqa.portal.entries import OURSELVES, clients_of, described
from thiqa.portal.kinds import word_of
from thiqa.portal.members import member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import DISPUTES_PATH, HISTORY_PATH, NEW_DISPUTE_PATH, RECEIPTS_PATH
from thiqa.portal.portal import Portal
from thiqa.web.destination import sign_in_url

ENTRY_FIELD, CLAIM_FIELD, STATEMENT_FIELD = "entry", "claim", "statement"


def disputes_routes(portal: Portal) -> list[Route]:
    """Return the routes of the citizen's disputes."""
    path = f"{DISPUTES_PATH}/{{dispute}}"
    return [
        Route(DISPUTES_PATH, signed_in(portal, _disputes)),
        Route(NEW_DISPUTE_PATH, signed_in(portal, _ask)),
        Route(NEW_DISPUTE_PATH, signed_in(portal, _contest), methods=["POST"]),
        Route(path, signed_in(portal, _dispute)),
        Route(f"{path}/take-back", signed_in(portal, _take_back), methods=["POST"]),
    ]


def contest_urls(entry_id: EntryId, event: Event) -> tuple[tuple[Localized, str], ...]:
    """Return what can be said of an entry, and the page that asks before it is contested."""
    page = f"{NEW_DISPUTE_PATH}?{ENTRY_FIELD}={entry_id.hex()}&{CLAIM_FIELD}="
    return tuple((CLAIM_TEXTS[claim], f"{page}{claim}") for claim in CLAIMS[event.kind])


async def dispute_about(
    portal: Portal, entry_id: EntryId, event: Event
) -> tuple[Localized, str] | None:
    """Return state and page of the dispute about an entry, or of which the entry is a step."""

    async def unit(records: Records) -> Dispute | None:
        if isinstance(event, DisputeEvent):
            return await records.disputes.get(event.dispute)
        return await records.disputes.find_about(entry_id)

    dispute = await portal.disputes.database.read(unit)
    return None if dispute is None else (STATE_TEXTS[dispute.state], _url(dispute))


async def _disputes(portal: Portal, request: Request, session: Session) -> Response:
    async def unit(records: Records) -> tuple[list[Dispute], dict[str, Client]]:
        disputes = await records.disputes.list_of_person(session.person_id)
        return disputes, await _clients(records, (each.client_id for each in disputes))

    disputes, clients = await portal.disputes.database.read(unit)
    now = portal.provider.clock()
    rows = tuple(_row(dispute, clients, now) for dispute in disputes)
    view = DisputesView(rows, HISTORY_PATH)
    return show(portal.pages, request, view, navigation=member_links(DISPUTES_PATH))


async def _ask(portal: Portal, request: Request, session: Session) -> Response:
    query = query_of(request)
    entry_id = parse_entry_id(query.get(ENTRY_FIELD, ""))
    entry = await portal.disputes.database.read(
        lambda records: find_contestable(records, entry_id, session.person_id)
    )
    if entry.dispute is not None:
        return see_other(_url(entry.dispute))
    named = query.get(CLAIM_FIELD)
    claim = next((each for each in entry.claims if each == named), None)
    shown = await _entry(portal, entry)
    view = NewDisputeView(
        entry=shown,
        claim=None if claim is None else CLAIM_TEXTS[claim],
        choices=contest_urls(entry_id, entry.event),
        freezes=None if entry.event.client_id is None else shown.service,
        ends_sessions=claim is Claim.NOT_ME,
        due_at=due_after(portal.provider.clock(), portal.provider.policy.timezone),
        article=ARTICLE,
        post_url=NEW_DISPUTE_PATH,
        form_token=form_token(portal, browser_of(portal, request), NEW_DISPUTE_PATH),
        hidden={ENTRY_FIELD: entry_id.hex(), CLAIM_FIELD: claim or ""},
        back_url=HISTORY_PATH,
    )
    return show(portal.pages, request, view, navigation=member_links(NEW_DISPUTE_PATH))


async def _contest(portal: Portal, request: Request, session: Session) -> Response:
    fields = await read_own_form(portal, request, browser_of(portal, request))
    dispute = await contest(
        portal.disputes,
        session,
        parse_entry_id(fields.get(ENTRY_FIELD, "")),
        fields.get(CLAIM_FIELD, ""),
        fields.get(STATEMENT_FIELD, ""),
    )
    return see_other(_url(dispute))


async def _dispute(portal: Portal, request: Request, session: Session) -> Response:
    named = str(request.path_params["dispute"])

    async def unit(
        records: Records,
    ) -> tuple[Dispute, Contestable, list[Freeze], dict[str, Client]]:
        dispute = await find_own(records, named, session.person_id)
        entry = await find_contestable(records, dispute.entry_id, session.person_id)
        frozen = await records.oidc.list_freezes(dispute.id)
        wanted = [dispute.client_id, *(freeze.client_id for freeze in frozen)]
        return dispute, entry, frozen, await _clients(records, wanted)

    dispute, entry, frozen, clients = await portal.disputes.database.read(unit)
    dispute = await with_evidence(portal.disputes, dispute)
    now, url = portal.provider.clock(), _url(dispute)
    is_decided = bool(dispute.reason)
    take_back_url = f"{url}/take-back"
    view = DisputeView(
        row=_row(dispute, clients, now),
        entry=await _entry(portal, entry),
        article=ARTICLE,
        statement=dispute.statement,
        frozen=tuple(_service(freeze.client_id, clients) for freeze in frozen),
        is_attached=dispute.evidence is not None,
        answer=dispute.answer,
        answered_at=dispute.answered_at,
        reason=dispute.reason,
        officer=portal.disputes.officer_code(dispute.closed_by or "") if is_decided else None,
        closed_at=dispute.closed_at,
        take_back_url=take_back_url if dispute.is_open and is_fresh(session, now) else None,
        form_token=form_token(portal, browser_of(portal, request), take_back_url),
        sign_in_url=None if is_fresh(session, now) else sign_in_url(url),
        back_url=DISPUTES_PATH,
    )
    return show(portal.pages, request, view, navigation=member_links(url))


async def _take_back(portal: Portal, request: Request, session: Session) -> Response:
    """Take a dispute back; a session whose card was used long ago is led to the card first."""
    await read_own_form(portal, request, browser_of(portal, request))
    named = str(request.path_params["dispute"])
    try:
        await take_back(portal.disputes, session, named)
    except StaleLoginError:
        return see_other(sign_in_url(f"{DISPUTES_PATH}/{named}"))
    return see_other(f"{DISPUTES_PATH}/{named}")


async def _clients(records: Records, wanted: Iterable[str | None]) -> dict[str, Client]:
    found = {each: await records.oidc.get_client(each) for each in set(wanted) if each is not None}
    return {each: client for each, client in found.items() if client is not None}


async def _entry(portal: Portal, entry: Contestable) -> ContestedEntry:
    service, purpose, _, _ = described(entry.event, await clients_of(portal, [entry.event]))
    return ContestedEntry(
        at=entry.event.at,
        kind=word_of(entry.event),
        service=service,
        purpose=purpose,
        claims=getattr(entry.event, "claims", ()),
        receipt_url=f"{RECEIPTS_PATH}/{entry.id.hex()}",
    )


def _row(dispute: Dispute, clients: Mapping[str, Client], now: int) -> DisputeRow:
    return DisputeRow(
        service=_service(dispute.client_id, clients),
        claim=CLAIM_TEXTS[dispute.claim],
        state=STATE_TEXTS[dispute.state],
        opened_at=dispute.opened_at,
        due_at=dispute.due_at if dispute.is_open else None,
        is_overdue=dispute.is_overdue(now),
        url=_url(dispute),
    )


def _service(client_id: str | None, clients: Mapping[str, Client]) -> Localized:
    if client_id is None:
        return OURSELVES
    client = clients.get(client_id)
    return {"en": client_id} if client is None else client.name


def _url(dispute: Dispute) -> str:
    return f"{DISPUTES_PATH}/{dispute.id}"

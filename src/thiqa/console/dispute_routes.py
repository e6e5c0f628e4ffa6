"""Disputes: the owners of a service answer them, operators read and decide them."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from thiqa.console import dispute_views as views
from thiqa.console.console import Console
from thiqa.console.members import Visitor, VisitorPage, for_members, for_operators
from thiqa.console.paths import (
    DISPUTE_PATH,
    DISPUTES_PATH,
    SERVICE_PATH,
    service_url,
)
from thiqa.console.problems import WORDS_MISSING
from thiqa.console.services import owned_service
from thiqa.console.store import Records
from thiqa.console.views import Action
from thiqa.disputes import (
    ARTICLE,
    Case,
    Dispute,
    OwnCaseError,
    State,
    UnknownDisputeError,
    answer_dispute,
    decide,
    read_case,
    with_evidence,
)
from thiqa.disputes.texts import CLAIM_TEXTS, STATE_TEXTS
from thiqa.officers import ReasonError
from thiqa.oidc.models import Client, Localized
from thiqa.people.pairwise import pairwise_subject
from thiqa.web import Problem
from thiqa.web.browser import see_other

MAX_SHOWN = 100
REASON_FIELD, DECISION_FIELD, ANSWER_FIELD = "reason", "decision", "answer"
DECISIONS: Mapping[str, State] = {"uphold": State.UPHELD, "reject": State.REJECTED}
_OF_SERVICE = f"{SERVICE_PATH}/disputes"


def dispute_routes(console: Console) -> list[Route]:
    """Return the routes of disputes."""
    owners: list[tuple[str, str, VisitorPage]] = [
        ("GET", _OF_SERVICE, _of_service),
        ("GET", f"{_OF_SERVICE}/{{dispute}}/receipt", _receipt),
        ("POST", f"{_OF_SERVICE}/{{dispute}}/answer", _answer),
    ]
    operators: list[tuple[str, str, VisitorPage]] = [
        ("GET", DISPUTES_PATH, _queue),
        ("GET", DISPUTE_PATH, _ask_why),
        ("POST", DISPUTE_PATH, _read),
        ("POST", f"{DISPUTE_PATH}/decide", _decide),
    ]
    return [
        *(
            Route(path, for_members(console, page), methods=[method])
            for method, path, page in owners
        ),
        *(
            Route(path, for_operators(console, page), methods=[method])
            for method, path, page in operators
        ),
    ]


async def _of_service(visitor: Visitor) -> Response:
    return await _service_page(visitor)


async def _service_page(visitor: Visitor, problem: Problem | None = None) -> Response:
    client = await _owned_client(visitor)
    found = await visitor.console.disputes.database.read(
        lambda records: records.disputes.list_of_client(client.id, MAX_SHOWN)
    )
    view = views.ServiceDisputesView(
        name=client.name,
        rows=tuple(_service_row(visitor, client, dispute) for dispute in found),
        article=ARTICLE,
        problem=problem,
        back_url=service_url(client.id),
    )
    return visitor.show(view)


async def _receipt(visitor: Visitor) -> Response:
    """Give the evidence to the service, which the entry concerns as well."""
    client, dispute = await _owned_client(visitor), await _named(visitor)
    if dispute.client_id != client.id:
        raise UnknownDisputeError(dispute.id)
    dispute = await with_evidence(visitor.console.disputes, dispute)
    if dispute.evidence is None:
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="thiqa-dispute-{dispute.id}.txt"'}
    return PlainTextResponse(dispute.evidence, headers=headers)


async def _answer(visitor: Visitor) -> Response:
    fields = await visitor.form()
    client = await _owned_client(visitor)
    named = str(visitor.request.path_params["dispute"])
    words = fields.get(ANSWER_FIELD, "")
    try:
        await answer_dispute(visitor.console.disputes, client.id, named, words)
    except ReasonError:
        return await _service_page(visitor, WORDS_MISSING)
    return see_other(service_url(client.id, "disputes"))


async def _queue(visitor: Visitor) -> Response:
    """List what waits: no citizen is in it, so it is no look-up."""
    waiting = await visitor.console.disputes.database.read(
        lambda records: records.disputes.list_open(MAX_SHOWN)
    )
    return visitor.show(views.DisputesView(tuple(_row(visitor, each) for each in waiting)))


async def _ask_why(visitor: Visitor) -> Response:
    return await _why(visitor)


async def _why(visitor: Visitor, problem: Problem | None = None) -> Response:
    dispute = await _named(visitor)
    url = _url(dispute)
    view = views.ReadCaseView(
        row=_row(visitor, dispute),
        read=Action(url, visitor.token(url), {}),
        problem=problem,
        back_url=DISPUTES_PATH,
    )
    return visitor.show(view)


async def _read(visitor: Visitor) -> Response:
    reason = (await visitor.form()).get(REASON_FIELD, "")
    dispute = await _decidable(visitor)
    desk = visitor.console.disputes
    try:
        case = await read_case(desk, visitor.person_id, dispute.id, reason)
    except ReasonError:
        return await _why(visitor, WORDS_MISSING)
    return visitor.show(await _case(visitor, case))


async def _decide(visitor: Visitor) -> Response:
    """Decide with the form of a case that was read: its token is nowhere else."""
    fields = await visitor.form()
    dispute, state = await _decidable(visitor), DECISIONS.get(fields.get(DECISION_FIELD, ""))
    if state is None:
        raise HTTPException(400)
    reason = fields.get(REASON_FIELD, "")
    try:
        await decide(visitor.console.disputes, visitor.person_id, dispute.id, state, reason)
    except ReasonError:
        return await _why(visitor, WORDS_MISSING)
    return see_other(DISPUTES_PATH)


async def _owned_client(visitor: Visitor) -> Client:
    """Return the live client of a service, to its owners."""

    async def unit(records: Records) -> Client | None:
        await owned_service(records, visitor.client_id, visitor.person_id)
        return await records.oidc.get_client(visitor.client_id)

    client = await visitor.console.database.read(unit)
    if client is None:
        raise HTTPException(404)
    return client


async def _named(visitor: Visitor) -> Dispute:
    named = str(visitor.request.path_params["dispute"])
    dispute = await visitor.console.disputes.database.read(
        lambda records: records.disputes.get(named)
    )
    if dispute is None:
        raise UnknownDisputeError(named)
    return dispute


async def _decidable(visitor: Visitor) -> Dispute:
    """Return the dispute of the address, unless this operator owns the service concerned."""
    dispute = await _named(visitor)
    client_id = dispute.client_id
    if client_id is not None:
        owners = await visitor.console.database.read(
            lambda records: records.console.list_owners(client_id)
        )
        if any(owner.person_id == visitor.person_id for owner in owners):
            raise OwnCaseError(dispute.id)
    return dispute


async def _case(visitor: Visitor, case: Case) -> views.CaseView:
    event, client_id = case.event, case.event.client_id
    dispute = await with_evidence(visitor.console.disputes, case.dispute)
    client = None
    if client_id is not None:
        client = await visitor.console.database.read(
            lambda records: records.oidc.get_client(client_id)
        )
    purpose_id = getattr(event, "purpose", None) or ""
    purpose = None if client is None else client.purposes.get(purpose_id)
    url = f"{_url(dispute)}/decide"
    return views.CaseView(
        row=_row(visitor, dispute),
        at=event.at,
        service=None if client is None else client.name,
        purpose=_plain(purpose_id) if purpose is None else purpose.name,
        law=_plain(getattr(event, "article", "")) if purpose is None else purpose.law,
        claims=getattr(event, "claims", ()),
        subject=getattr(event, "subject", None),
        words=getattr(event, "reason", None),
        article=ARTICLE,
        statement=dispute.statement,
        answer=dispute.answer,
        answered_at=dispute.answered_at,
        evidence=dispute.evidence,
        decide=Action(url, visitor.token(url), {}) if dispute.is_open else None,
        back_url=DISPUTES_PATH,
    )


def _plain(text: str) -> Localized:
    return {"en": text}


def _row(visitor: Visitor, dispute: Dispute) -> views.DisputeRow:
    return views.DisputeRow(
        claim=CLAIM_TEXTS[dispute.claim],
        state=STATE_TEXTS[dispute.state],
        client_id=dispute.client_id,
        kind=dispute.kind,
        opened_at=dispute.opened_at,
        due_at=dispute.due_at if dispute.is_open else None,
        is_overdue=dispute.is_overdue(visitor.now),
        url=_url(dispute),
    )


def _service_row(visitor: Visitor, client: Client, dispute: Dispute) -> views.ServiceDisputeRow:
    url = service_url(client.id, "disputes", dispute.id)
    answer_url = f"{url}/answer"
    may_answer = dispute.is_open and dispute.answer is None
    secret = visitor.console.provider.pairwise_secret
    return views.ServiceDisputeRow(
        row=_row(visitor, dispute),
        subject=pairwise_subject(secret, client.sector, dispute.person_id),
        statement=dispute.statement,
        receipt_url=f"{url}/receipt",
        answer=dispute.answer,
        answered_at=dispute.answered_at,
        reason=dispute.reason,
        form=Action(answer_url, visitor.token(answer_url), {}) if may_answer else None,
    )


def _url(dispute: Dispute) -> str:
    return DISPUTE_PATH.format(dispute=dispute.id)

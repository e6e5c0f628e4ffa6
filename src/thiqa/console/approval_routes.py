"""Asking for approval, and the pages on which operators give it or not."""

import json
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from thiqa.console.approvals import (
    NotYoursToDecideError,
    ReasonMissingError,
    approve,
    latest_test,
    may_decide,
    recall,
    refuse,
    submit,
    submitted_service,
)
from thiqa.console.changes import changed_members
from thiqa.console.console import Console
from thiqa.console.members import Visitor, VisitorPage, for_members, for_operators
from thiqa.console.models import Decision, Document, SelfTest, Standing
from thiqa.console.overview import SEEN_FIELD, purpose_rows
from thiqa.console.paths import APPROVAL_PATH, APPROVALS_PATH, SERVICE_PATH, service_url
from thiqa.console.problems import DECIDED, REASON_MISSING
from thiqa.console.registration import document_of
from thiqa.console.services import standing_of
from thiqa.console.store import Records
from thiqa.console.views import Action, ApprovalView, QueueView, ServiceRow
from thiqa.oidc.sectors import sector_text
from thiqa.web import Problem
from thiqa.web.browser import see_other

DECISION_FIELD = "decision"
REASON_FIELD = "reason"


def approval_routes(console: Console) -> list[Route]:
    """Return the routes of approvals."""
    owners: list[tuple[str, VisitorPage]] = [("submit", _submit), ("recall", _recall)]
    operators: list[tuple[str, str, VisitorPage]] = [
        ("GET", APPROVALS_PATH, _queue),
        ("GET", APPROVAL_PATH, _approval),
        ("POST", APPROVAL_PATH, _decide),
    ]
    return [
        *(
            Route(f"{SERVICE_PATH}/{name}", for_members(console, page), methods=["POST"])
            for name, page in owners
        ),
        *(
            Route(path, for_operators(console, page), methods=[method])
            for method, path, page in operators
        ),
    ]


async def _submit(visitor: Visitor) -> Response:
    seen = (await visitor.form()).get(SEEN_FIELD, "")
    await visitor.console.database.run(
        lambda records: submit(
            records, visitor.client_id, visitor.person_id, seen=seen, now=visitor.now
        )
    )
    return see_other(service_url(visitor.client_id))


async def _recall(visitor: Visitor) -> Response:
    await visitor.form()
    await visitor.console.database.run(
        lambda records: recall(records, visitor.client_id, visitor.person_id, visitor.now)
    )
    return see_other(service_url(visitor.client_id))


async def _queue(visitor: Visitor) -> Response:
    async def unit(records: Records) -> list[Standing]:
        waiting = await records.console.list_submitted()
        return [await standing_of(records, service) for service in waiting]

    rows = tuple(
        (
            ServiceRow(
                name=standing.service.document["name"],
                client_id=standing.service.client_id,
                stage=standing.stage,
                url=APPROVAL_PATH.format(client_id=standing.service.client_id),
                waits=True,
                has_draft=standing.has_draft,
            ),
            standing.service.submitted_at or 0,
        )
        for standing in await visitor.console.database.read(unit)
    )
    return visitor.show(QueueView(rows))


async def _approval(visitor: Visitor) -> Response:
    return await _page(visitor)


async def _page(visitor: Visitor, problem: Problem | None = None) -> Response:
    async def unit(records: Records) -> tuple[Any, ...]:
        standing = await submitted_service(records, visitor.client_id)
        live = await records.oidc.get_client(visitor.client_id)
        fingerprint = standing.service.fingerprint
        return (
            standing,
            None if live is None or not standing.has_draft else document_of(live),
            await latest_test(records, visitor.client_id),
            await records.console.list_decisions(visitor.client_id, fingerprint),
            await may_decide(records, visitor.client_id, fingerprint, visitor.person_id),
        )

    standing, live, test, decisions, may = await visitor.console.database.read(unit)
    return visitor.show(_view(visitor, standing, live, test, decisions, may, problem))


def _view(
    visitor: Visitor,
    standing: Standing,
    live: Document | None,
    test: SelfTest | None,
    decisions: list[Decision],
    may: bool,
    problem: Problem | None,
) -> ApprovalView:
    document, path = standing.service.document, visitor.request.url.path
    return ApprovalView(
        name=document["name"],
        client_id=standing.service.client_id,
        sector=sector_text(document["sector"]),
        since=standing.service.submitted_at or 0,
        live=live,
        draft=document,
        differences=tuple(_differences(live, document)),
        purposes=tuple(purpose_rows(visitor, standing)),
        test=test,
        decisions=tuple((each, visitor.person(each.person_id, [])) for each in decisions),
        may_decide=may,
        decide=Action(path, visitor.token(path), {SEEN_FIELD: standing.service.fingerprint}),
        problem=problem,
        back_url=APPROVALS_PATH,
    )


def _differences(live: Document | None, draft: Document) -> list[tuple[str, str, str]]:
    before: Document = {} if live is None else live
    return [
        (name, _shown(before.get(name)), _shown(draft.get(name)))
        for name in changed_members(before, draft)
    ]


def _shown(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=1)


async def _decide(visitor: Visitor) -> Response:
    fields = await visitor.form()
    seen, reason = fields.get(SEEN_FIELD, ""), fields.get(REASON_FIELD, "")
    approved = fields.get(DECISION_FIELD) == "approve"
    decide = approve if approved else refuse

    async def unit(records: Records) -> None:
        await decide(
            records,
            visitor.client_id,
            visitor.person_id,
            seen=seen,
            reason=reason,
            now=visitor.now,
        )

    try:
        await visitor.console.database.run(unit)
    except NotYoursToDecideError:
        return await _page(visitor, DECIDED)
    except ReasonMissingError:
        return await _page(visitor, REASON_MISSING)
    return see_other(APPROVALS_PATH)

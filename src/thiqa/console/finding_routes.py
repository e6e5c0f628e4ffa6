"""Findings: operators see all, and the owners of a service those about it."""

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from thiqa.console.console import Console
from thiqa.console.finding_texts import OWNERS, STATES, STEPS, TITLES
from thiqa.console.members import Visitor, VisitorPage, for_members
from thiqa.console.paths import FINDING_PATH, FINDINGS_PATH
from thiqa.console.problems import ANSWER_MISSING, FINDING_GONE
from thiqa.console.store import Records
from thiqa.console.views import Action, FindingRow, FindingsView, FindingView
from thiqa.findings import (
    AnswerMissingError,
    Finding,
    FindingGoneError,
    Party,
    State,
    close_finding,
    take_finding,
)
from thiqa.web import Problem
from thiqa.web.browser import query_of, see_other

MAX_SHOWN = 100
SHOW_FIELD = "show"
CLOSED = "closed"
SEEN_FIELD = "seen"
ANSWER_FIELD = "answer"


def finding_routes(console: Console) -> list[Route]:
    """Return the routes of findings."""
    pages: list[tuple[str, str, VisitorPage]] = [
        ("GET", FINDINGS_PATH, _findings),
        ("GET", FINDING_PATH, _finding),
        ("POST", f"{FINDING_PATH}/take", _take),
        ("POST", f"{FINDING_PATH}/close", _close),
    ]
    return [
        Route(path, for_members(console, page), methods=[method]) for method, path, page in pages
    ]


async def _findings(visitor: Visitor) -> Response:
    closed = query_of(visitor.request).get(SHOW_FIELD) == CLOSED

    async def unit(records: Records) -> list[Finding]:
        listed = records.findings.list_closed if closed else records.findings.list_open
        if visitor.is_operator:
            return await listed(None, MAX_SHOWN + 1)
        services = await records.console.list_services(visitor.person_id)
        found = [each for of in services for each in await listed(of.client_id, MAX_SHOWN + 1)]
        return sorted(found, key=lambda each: each.due_at, reverse=closed)

    found = await visitor.console.database.read(unit)
    return visitor.show(
        FindingsView(
            rows=tuple(_row(visitor, each) for each in found[:MAX_SHOWN]),
            has_more=len(found) > MAX_SHOWN,
            is_closed=closed,
            open_url=FINDINGS_PATH,
            closed_url=f"{FINDINGS_PATH}?{SHOW_FIELD}={CLOSED}",
        )
    )


async def _finding(visitor: Visitor) -> Response:
    return await _page(visitor)


async def _page(visitor: Visitor, problem: Problem | None = None, answer: str = "") -> Response:
    finding = await visitor.console.database.read(lambda records: _visible(visitor, records))
    url = _url(finding)
    may = _may_answer(visitor, finding)
    is_mine = finding.taken_by == visitor.person_id
    return visitor.show(
        FindingView(
            row=_row(visitor, finding),
            step=STEPS[finding.kind],
            detail=finding.detail,
            answer=answer or finding.answer,
            closed_at=finding.closed_at,
            take=_action(visitor, f"{url}/take", finding) if may and not is_mine else None,
            close=_action(visitor, f"{url}/close", finding) if may and is_mine else None,
            problem=problem,
            back_url=FINDINGS_PATH,
        )
    )


async def _take(visitor: Visitor) -> Response:
    seen = (await visitor.form()).get(SEEN_FIELD, "")

    async def unit(records: Records) -> Finding:
        finding = await _answerable(visitor, records)
        had = finding.taken_by
        if _code(visitor, had) != seen:
            raise FindingGoneError("somebody else has taken it")
        await take_finding(records, finding.id, visitor.person_id, seen=had)
        return finding

    try:
        return see_other(_url(await visitor.console.database.run(unit)))
    except FindingGoneError:
        return await _page(visitor, FINDING_GONE)


async def _close(visitor: Visitor) -> Response:
    answer = (await visitor.form()).get(ANSWER_FIELD, "")

    async def unit(records: Records) -> Finding:
        finding = await _answerable(visitor, records)
        await close_finding(records, finding.id, visitor.person_id, answer=answer, now=visitor.now)
        return finding

    try:
        return see_other(_url(await visitor.console.database.run(unit)))
    except AnswerMissingError:
        return await _page(visitor, ANSWER_MISSING, answer)
    except FindingGoneError:
        return await _page(visitor, FINDING_GONE)


async def _visible(visitor: Visitor, records: Records) -> Finding:
    """Return the finding of the address; to others than those concerned there is none."""
    finding = await records.findings.get(visitor.request.path_params["finding_id"])
    if finding is None or not (visitor.is_operator or await _owns(visitor, records, finding)):
        raise HTTPException(404)
    return finding


async def _owns(visitor: Visitor, records: Records, finding: Finding) -> bool:
    if finding.client_id is None:
        return False
    owners = await records.console.list_owners(finding.client_id)
    return any(owner.person_id == visitor.person_id for owner in owners)


async def _answerable(visitor: Visitor, records: Records) -> Finding:
    finding = await _visible(visitor, records)
    if not _may_answer(visitor, finding):
        raise FindingGoneError("it is answered, or for somebody else to answer")
    return finding


def _may_answer(visitor: Visitor, finding: Finding) -> bool:
    """Operators answer what a service owes too: it may have no owners any more."""
    is_ours = visitor.is_operator or finding.owner is Party.SERVICE
    return is_ours and finding.state is not State.CLOSED


def _row(visitor: Visitor, finding: Finding) -> FindingRow:
    taken_by = finding.taken_by
    return FindingRow(
        title=TITLES[finding.kind],
        url=_url(finding),
        client_id=finding.client_id,
        owner=OWNERS[finding.owner],
        state=STATES[finding.state],
        raised_at=finding.raised_at,
        due_at=finding.due_at,
        is_overdue=finding.is_overdue(visitor.now),
        is_closed=finding.state is State.CLOSED,
        taken_by=None if taken_by is None else visitor.person(taken_by, []),
    )


def _action(visitor: Visitor, url: str, finding: Finding) -> Action:
    return Action(url, visitor.token(url), {SEEN_FIELD: _code(visitor, finding.taken_by)})


def _code(visitor: Visitor, person_id: str | None) -> str:
    return "" if person_id is None else visitor.console.code_of(person_id)


def _url(finding: Finding) -> str:
    return FINDING_PATH.format(finding_id=finding.id)

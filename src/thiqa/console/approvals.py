"""From the sandbox into production: asked for by an owner, decided by two operators."""

from dataclasses import replace

from thiqa.console.errors import ConflictError, NotReadyError, UnknownServiceError
from thiqa.console.gate import missing_steps
from thiqa.console.models import Act, Decision, SelfTest, Standing
from thiqa.console.operators import is_operator
from thiqa.console.registration import client_at
from thiqa.console.services import held_service, note, put_live, standing_of
from thiqa.console.store import Records
from thiqa.oidc.models import Stage
from thiqa.web import visible

APPROVALS_NEEDED = 2
"""By different operators."""
MAX_REASON = 500
NEWEST = b"\xff" * 20
"""Before every entry of a log."""
LOG_PAGE = 1_000
DECIDING = frozenset({Act.APPROVED, Act.REFUSED, Act.LIVE})
"""What operators do; everything else is an owner's work."""


class NotYoursToDecideError(NotReadyError):
    """This person cannot decide about this registration, or has done so."""


class ReasonMissingError(NotReadyError):
    """Whoever refuses says why."""


async def submit(records: Records, client_id: str, person_id: str, *, seen: str, now: int) -> None:
    """Ask for the approval of this very registration; everything else must be there already."""
    standing = await held_service(records, client_id, person_id)
    service = standing.service
    if service.fingerprint != seen:
        raise ConflictError(client_id)
    if service.submitted_at is not None:
        return
    await _check_ready(records, standing, now)
    if standing.stage is Stage.PRODUCTION and not standing.has_draft:
        raise NotReadyError("nothing has changed")
    await records.console.forget_decisions(client_id)
    await records.console.put_service(replace(service, submitted_at=now))
    await note(records, client_id, person_id, Act.SUBMITTED, now)


async def recall(records: Records, client_id: str, person_id: str, now: int) -> None:
    """Ask for approval no longer."""
    standing = await held_service(records, client_id, person_id)
    if standing.service.submitted_at is None:
        return
    await records.console.put_service(replace(standing.service, submitted_at=None))
    await records.console.forget_decisions(client_id)
    await note(records, client_id, person_id, Act.RECALLED, now)


async def submitted_service(records: Records, client_id: str) -> Standing:
    """Return a service that waits for operators."""
    service = await records.console.get_service(client_id)
    if service is None or service.submitted_at is None:
        raise UnknownServiceError(client_id)
    return await standing_of(records, service)


async def approve(
    records: Records, client_id: str, person_id: str, *, seen: str, reason: str, now: int
) -> bool:
    """Approve a registration as an operator; True if it is live by this.

    1. the service is held, so that two decisions at once are one after the other; 2. it is
    the registration that the operator looked at; 3. whoever decides is an operator, no owner,
    and has not decided before; 4. everything that the gate needs is still there; 5. two
    operators, who both still may, have approved.
    """
    standing = await _held(records, client_id, seen)  # 1, 2
    await _check_may_decide(records, client_id, person_id)  # 3
    await _check_ready(records, standing, now)  # 4
    await _decide(records, standing, person_id, approved=True, reason=reason, now=now)  # 3
    await note(records, client_id, person_id, Act.APPROVED, now, _clean(reason))
    if await _approvals(records, standing) < APPROVALS_NEEDED:  # 5
        return False
    await put_live(records, client_at(standing.service.document, Stage.PRODUCTION))
    await records.console.put_service(replace(standing.service, submitted_at=None))
    await records.console.forget_decisions(client_id)
    await note(records, client_id, person_id, Act.LIVE, now)
    return True


async def refuse(
    records: Records, client_id: str, person_id: str, *, seen: str, reason: str, now: int
) -> None:
    """Refuse a registration as an operator; the owners read why, and mend it."""
    standing = await _held(records, client_id, seen)
    await _check_may_decide(records, client_id, person_id)
    if not _clean(reason):
        raise ReasonMissingError
    await _decide(records, standing, person_id, approved=False, reason=reason, now=now)
    await records.console.put_service(replace(standing.service, submitted_at=None))
    await note(records, client_id, person_id, Act.REFUSED, now, _clean(reason))


async def may_decide(records: Records, client_id: str, fingerprint: str, person_id: str) -> bool:
    """Tell whether a person could decide about a registration."""
    decided = await records.console.list_decisions(client_id, fingerprint)
    try:
        await _check_may_decide(records, client_id, person_id)
    except NotYoursToDecideError:
        return False
    return all(decision.person_id != person_id for decision in decided)


async def latest_test(records: Records, client_id: str) -> SelfTest | None:
    """Return the latest self-test of a service."""
    tests = await records.console.list_self_tests(client_id, 1)
    return tests[0] if tests else None


async def _held(records: Records, client_id: str, seen: str) -> Standing:
    if not await records.console.hold_service(client_id):
        raise UnknownServiceError(client_id)
    standing = await submitted_service(records, client_id)
    if standing.service.fingerprint != seen:
        raise ConflictError(client_id)
    return standing


async def _check_may_decide(records: Records, client_id: str, person_id: str) -> None:
    owners = await records.console.list_owners(client_id)
    if any(owner.person_id == person_id for owner in owners):
        raise NotYoursToDecideError("an owner does not approve")
    if await _has_worked_on(records, client_id, person_id):
        raise NotYoursToDecideError("whoever worked on it does not approve it")
    if not await is_operator(records, person_id):
        raise NotYoursToDecideError("only operators approve")


async def _has_worked_on(records: Records, client_id: str, person_id: str) -> bool:
    """Tell whether a person stands anywhere in a service's log, however long it has become."""
    before = NEWEST
    while log := await records.console.list_log(client_id, before, LOG_PAGE):
        if any(entry.person_id == person_id and entry.act not in DECIDING for entry in log):
            return True
        before = log[-1].id
    return False


async def _check_ready(records: Records, standing: Standing, now: int) -> None:
    test = await latest_test(records, standing.service.client_id)
    missing = [each.message for each in missing_steps(standing, test, now) if not each.done]
    if missing:
        raise NotReadyError("; ".join(missing))


async def _decide(
    records: Records,
    standing: Standing,
    person_id: str,
    *,
    approved: bool,
    reason: str,
    now: int,
) -> None:
    service = standing.service
    decision = Decision(
        service.client_id, service.fingerprint, person_id, approved, _clean(reason), now
    )
    if not await records.console.add_decision(decision):
        raise NotYoursToDecideError("each operator decides once")


async def _approvals(records: Records, standing: Standing) -> int:
    """Count the approvals by persons who still are operators, and no owners."""
    service = standing.service
    owners = {each.person_id for each in await records.console.list_owners(service.client_id)}
    decisions = await records.console.list_decisions(service.client_id, service.fingerprint)
    persons = {each.person_id for each in decisions if each.approved} - owners
    return len([each for each in sorted(persons) if await is_operator(records, each)])


def _clean(reason: str) -> str:
    return " ".join(visible(reason).split())[:MAX_REASON]

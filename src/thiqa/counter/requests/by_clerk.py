"""What clerks do with a request of their body; each is a unit of work, or a part of one.

A clerk takes a file, and has it for a while: nobody else can take it, and whoever has not taken
it cannot decide. Who proposed does not approve; who decided does not look at a contested file.
"""

from dataclasses import replace

from thiqa.counter.catalogue.models import Texts
from thiqa.counter.requests.by_others import stopped
from thiqa.counter.requests.completing import Verdict, decide_finally
from thiqa.counter.requests.deadlines import CONTEST_ANSWER, due_at
from thiqa.counter.requests.errors import (
    FileTakenError,
    RequestMissingError,
    SecondClerkError,
    StepRefusedError,
)
from thiqa.counter.requests.life import Actor, Life, take_step
from thiqa.counter.requests.models import Clerk, Decision, Event, Request, State
from thiqa.counter.requests.records import Records

TAKEN_SECONDS = 3600
"""How long a file is a clerk's since it was last opened."""
UNFINISHED_SECONDS = 90 * 86_400


async def find_at_body(records: Records, number: str, clerk: Clerk) -> Request:
    """Return a request of the clerk's body; whether others have one of this number is not told."""
    request = await records.requests.get(number)
    if request is None or request.body != clerk.body:
        raise RequestMissingError("no such request of this body")
    return request


async def take(records: Records, number: str, clerk: Clerk, now: int) -> Request:
    """Take a file that is free; it is opened, which the citizen sees."""
    await find_at_body(records, number, clerk)

    def taken(before: Request) -> Request:
        if before.holder(now) not in {None, clerk.id}:
            raise FileTakenError("another clerk has the file")
        check_may_judge(before, clerk)
        return replace(before, taken_by=clerk.id, taken_until=now + TAKEN_SECONDS)

    return await take_step(records, number, Event.TAKEN, _actor(clerk), now, taken)


async def read_file(records: Records, number: str, clerk: Clerk, now: int) -> Request:
    """Open a file that the clerk has; each time is on the citizen's list."""
    await find_at_body(records, number, clerk)

    def read(before: Request) -> Request:
        check_has(before, clerk, now)
        return replace(before, taken_until=now + TAKEN_SECONDS)

    return await take_step(records, number, Event.READ, _actor(clerk), now, read)


async def give_back(records: Records, number: str, clerk: Clerk, now: int) -> Request:
    """Put a file back into the queue."""
    await find_at_body(records, number, clerk)

    def given_back(before: Request) -> Request:
        check_has(before, clerk, now)
        return replace(before, taken_by=None, taken_until=None)

    return await take_step(records, number, Event.GIVEN_BACK, _actor(clerk), now, given_back)


async def decide(
    life: Life, records: Records, number: str, clerk: Clerk, decision: Decision, now: int
) -> Request:
    """Decide; where four eyes have to look, propose it to a second clerk."""
    request = await find_at_body(records, number, clerk)

    def check(before: Request) -> None:
        check_has(before, clerk, now)
        check_may_judge(before, clerk)
        if before.proposal is not None:
            raise StepRefusedError("a proposal waits to be approved or not")

    check(request)
    four_eyes = life.service(request.service).steps.four_eyes
    if request.state is State.WAITING and four_eyes:
        return await _propose(records, request, clerk, decision, now)
    verdict = Verdict(decision, _actor(clerk), (clerk.id,), check)
    return await decide_finally(life, records, request, verdict, now)


async def _propose(
    records: Records, request: Request, clerk: Clerk, decision: Decision, now: int
) -> Request:
    def proposed(before: Request) -> Request:
        check_has(before, clerk, now)
        return replace(
            before, proposal=decision, proposed_by=clerk.id, taken_by=None, taken_until=None
        )

    return await take_step(records, request.number, Event.PROPOSED, _actor(clerk), now, proposed)


async def approve(life: Life, records: Records, number: str, clerk: Clerk, now: int) -> Request:
    """Approve what another clerk proposed: it is decided."""
    request = await find_at_body(records, number, clerk)
    proposal, proposed_by = request.proposal, request.proposed_by
    if proposal is None or proposed_by is None:
        raise StepRefusedError("nothing to approve")

    def check(before: Request) -> None:
        check_has(before, clerk, now)
        check_may_judge(before, clerk)
        if (before.proposal, before.proposed_by) != (proposal, proposed_by):
            raise StepRefusedError("what was proposed has changed")

    check(request)
    verdict = Verdict(proposal, _actor(clerk), (proposed_by, clerk.id), check)
    return await decide_finally(life, records, request, verdict, now)


async def disapprove(records: Records, number: str, clerk: Clerk, now: int) -> Request:
    """Refuse what another clerk proposed: it waits to be decided, in the hands of this one."""
    await find_at_body(records, number, clerk)

    def disapproved(before: Request) -> Request:
        check_has(before, clerk, now)
        check_may_judge(before, clerk)
        if before.proposal is None:
            raise StepRefusedError("nothing to disapprove")
        return replace(before, proposal=None, proposed_by=None)

    return await take_step(records, number, Event.DISAPPROVED, _actor(clerk), now, disapproved)


async def ask_back(
    life: Life, records: Records, number: str, clerk: Clerk, asked: Texts, now: int
) -> Request:
    """Ask the citizen for something; the body's time stops until the answer."""
    await find_at_body(records, number, clerk)

    def returned(before: Request) -> Request:
        check_has(before, clerk, now)
        return replace(stopped(life, before, now), expires_at=now + UNFINISHED_SECONDS)

    return await take_step(
        records, number, Event.ASKED_BACK, _actor(clerk), now, returned, note=asked
    )


async def reopen(
    life: Life, records: Records, number: str, clerk: Clerk, reason: Texts, now: int
) -> Request:
    """Let a decision be looked at again that may be wrong; what it gave stays until then.

    A clerk who did not decide confirms it, or decides otherwise: a document is then taken back,
    or replaced. The citizen's own right to contest is not used up.
    """
    await find_at_body(records, number, clerk)

    def reopened(before: Request) -> Request:
        if before.is_granted and before.delivered_at is None:
            raise StepRefusedError("what was granted is being made")
        return replace(before, due_at=due_at(CONTEST_ANSWER, now, life.calendar), expires_at=None)

    return await take_step(
        records, number, Event.REOPENED, _actor(clerk), now, reopened, note=reason
    )


def check_has(request: Request, clerk: Clerk, now: int) -> None:
    """Refuse a clerk who has not taken the file."""
    if request.holder(now) != clerk.id:
        raise FileTakenError("the clerk has not taken the file")


def check_may_judge(request: Request, clerk: Clerk) -> None:
    """Refuse the clerk who proposed to approve, and who decided to look again."""
    if request.proposed_by == clerk.id:
        raise SecondClerkError("who proposes does not approve")
    if request.state is State.CONTESTED and clerk.id in request.decided_by:
        raise SecondClerkError("who decided does not look again")


def _actor(clerk: Clerk) -> Actor:
    return Actor(clerk.role, clerk.body)

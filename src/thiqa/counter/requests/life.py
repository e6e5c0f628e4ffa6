"""The life of a request: the table of steps, and how a step is taken.

    draft ──▶ submitted ──▶ waiting ──▶ decided ──▶ delivered
                              │  ▲         │            │
                              ▼  │         └─▶ contested ◀┘
                            returned             │
                                                 ▼
                                         decided, delivered

A step is one compare-and-swap on the request's row (its revision), a dated row that the citizen
sees, and a task for everything that follows elsewhere, all in one unit of work. Functions for
others to call inside their units: `by_citizen`, `by_clerk`, `by_others`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from thiqa.counter.catalogue.models import Catalogue, Service, Texts
from thiqa.counter.requests.calendar import Calendar
from thiqa.counter.requests.errors import (
    RequestMissingError,
    ServiceGoneError,
    StepLostError,
    StepRefusedError,
)
from thiqa.counter.requests.models import Event, Need, Request, Role, State, Step
from thiqa.counter.requests.records import Records

ATTEMPTS = 8
"""Each lost one is a step that somebody else took in the meantime."""

NOTIFY = "notify"
"""The citizen is told that something happened; the task's key names the step."""
ASSESS = "assess"
ASK_ELIGIBILITY = "ask_eligibility"
DELIVER = "deliver"
"""What was granted is made, and `by_others.deliver` called."""
WITHDRAW_DOCUMENT = "withdraw_document"
"""What was delivered is not valid any more: a second clerk refused it."""
CLOSE = "close"
"""The citizen withdrew: slots are freed, money is paid back."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a step can be taken, and by whom."""

    by: frozenset[Role]
    before: frozenset[State]
    after: frozenset[State] = frozenset()
    """Where it can lead; empty: the state stays."""


_CITIZEN = frozenset({Role.CITIZEN})
_CLERKS = frozenset({Role.CLERK, Role.SUPERVISOR})
_COUNTER = frozenset({Role.COUNTER})

_DRAFT, _SUBMITTED, _WAITING, _RETURNED, _DECIDED, _DELIVERED, _CONTESTED, _WITHDRAWN = (
    frozenset({state})
    for state in (
        State.DRAFT,
        State.SUBMITTED,
        State.WAITING,
        State.RETURNED,
        State.DECIDED,
        State.DELIVERED,
        State.CONTESTED,
        State.WITHDRAWN,
    )
)
_AT_THE_BODY = _WAITING | _CONTESTED

STEPS: dict[Event, Rule] = {
    Event.SUBMITTED: Rule(_CITIZEN, _DRAFT | _RETURNED, _SUBMITTED),
    Event.ASSESSED: Rule(_COUNTER, _SUBMITTED),
    Event.PAID: Rule(_COUNTER, _SUBMITTED),
    Event.ANSWERED: Rule(_COUNTER, _SUBMITTED),
    Event.BOOKED: Rule(_CITIZEN, _SUBMITTED),
    Event.UNBOOKED: Rule(_CITIZEN | _COUNTER, _SUBMITTED | _WAITING, _SUBMITTED),
    Event.COMPLETED: Rule(_COUNTER, _SUBMITTED, _WAITING),
    Event.TAKEN: Rule(_CLERKS, _AT_THE_BODY),
    Event.READ: Rule(_CLERKS, _AT_THE_BODY),
    Event.GIVEN_BACK: Rule(_CLERKS, _AT_THE_BODY),
    Event.PROPOSED: Rule(_CLERKS, _WAITING),
    Event.DISAPPROVED: Rule(_CLERKS, _WAITING),
    Event.ASKED_BACK: Rule(_CLERKS, _WAITING, _RETURNED),
    Event.DECIDED: Rule(_CLERKS | _COUNTER, _AT_THE_BODY, _DECIDED),
    Event.CONFIRMED: Rule(_CLERKS, _CONTESTED, _DECIDED | _DELIVERED),
    Event.DELIVERED: Rule(_COUNTER, _DECIDED, _DELIVERED),
    Event.CONTESTED: Rule(_CITIZEN, _DECIDED | _DELIVERED, _CONTESTED),
    Event.REOPENED: Rule(frozenset({Role.SUPERVISOR}), _DECIDED | _DELIVERED, _CONTESTED),
    Event.WITHDRAWN: Rule(_CITIZEN, _DRAFT | _SUBMITTED | _WAITING | _RETURNED, _WITHDRAWN),
}
"""Every step but the first, which opens the draft."""


@dataclass(frozen=True, slots=True)
class Left:
    """A task that steps leave behind."""

    kind: str
    by: frozenset[Event]
    only_if: Callable[[Request, Request], bool] = lambda _, __: True
    """Of the request before and after the step."""


LEFT: tuple[Left, ...] = (
    Left(
        NOTIFY,
        frozenset(
            {
                Event.ASSESSED,
                Event.COMPLETED,
                Event.ASKED_BACK,
                Event.DECIDED,
                Event.CONFIRMED,
                Event.DELIVERED,
                Event.REOPENED,
            }
        ),
    ),
    Left(ASSESS, frozenset({Event.SUBMITTED}), lambda _, after: Need.ASSESSMENT in after.needs),
    Left(
        ASK_ELIGIBILITY,
        frozenset({Event.SUBMITTED}),
        lambda _, after: Need.ELIGIBILITY in after.needs,
    ),
    Left(
        DELIVER,
        frozenset({Event.DECIDED, Event.CONFIRMED}),
        lambda _, after: after.is_granted and after.state is State.DECIDED,
    ),
    Left(
        WITHDRAW_DOCUMENT,
        frozenset({Event.DECIDED}),
        lambda before, after: before.is_granted and not after.is_granted,
    ),
    Left(CLOSE, frozenset({Event.WITHDRAWN})),
)
"""What follows a step elsewhere: a task has the kind, and `task_key` of the step as its key."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step, as the citizen reads it."""

    role: Role
    body: str | None = None


COUNTER = Actor(Role.COUNTER)
CITIZEN = Actor(Role.CITIZEN)

Change = Callable[[Request], Request]
"""Returns the request after a step, or raises RequestError; pure."""


@dataclass(frozen=True, slots=True)
class Life:
    """What decides about steps besides the request itself."""

    catalogue: Catalogue
    calendar: Calendar

    def service(self, service_id: str) -> Service:
        """Return a service of the catalogue."""
        if service_id not in self.catalogue:
            raise ServiceGoneError("the catalogue has no such service")
        return self.catalogue[service_id]


async def take_step(
    records: Records,
    number: str,
    event: Event,
    actor: Actor,
    now: int,
    change: Change,
    *,
    note: Texts | None = None,
) -> Request:
    """Take a step: swap the row, date the step, leave the tasks; return the request after it.

    Raises RequestError, before anything is written.
    """
    for _ in range(ATTEMPTS):
        before = await records.requests.get(number)
        if before is None:
            raise RequestMissingError("no such request")
        after = after_step(before, event, actor, change)
        if await records.requests.swap(after):
            await record_step(records, before, after, event, actor, now, note)
            return after
    raise StepLostError("others took steps at the same time")


def after_step(before: Request, event: Event, actor: Actor, change: Change) -> Request:
    """Return the request after a step that the table allows."""
    rule = STEPS[event]
    if actor.role not in rule.by:
        raise StepRefusedError(f"{event} is not for a {actor.role}")
    if before.state not in rule.before:
        raise StepRefusedError(f"{event} does not follow {before.state}")
    after = replace(change(before), revision=before.revision + 1)
    if len(rule.after) == 1:
        (state,) = rule.after
        after = replace(after, state=state)
    if after.state not in (rule.after or {before.state}):
        raise StepRefusedError(f"{event} does not lead to {after.state}")
    return after


async def record_step(
    records: Records,
    before: Request,
    after: Request,
    event: Event,
    actor: Actor,
    now: int,
    note: Texts | None = None,
) -> None:
    """Keep the dated row of a step, and leave its tasks."""
    step = Step(after.number, after.revision, event, now, actor.role, actor.body, note or {})
    await records.requests.add_step(step)
    for left in LEFT:
        if event in left.by and left.only_if(before, after):
            await records.tasks.leave(left.kind, task_key(after), now)


def task_key(request: Request) -> str:
    """Return the key of the tasks that the last step of a request left."""
    return f"{request.number}.{request.revision}"


def number_of(task_key: str) -> str:
    """Return the number of the request that a task is about."""
    return task_key.partition(".")[0]

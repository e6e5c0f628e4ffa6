"""Whatever citizens, clerks and others do, in whatever order: a request keeps its rules."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_requests import (
    CITIZEN,
    DAY,
    FIRST,
    GRANTED,
    REFUSED,
    SECOND,
    SERVICES,
    STRANGER,
    THIRD,
    Office,
    at_office,
    life,
)
from thiqa.base import Money
from thiqa.counter.catalogue import Decider, Service
from thiqa.counter.database import bring_up_to_date
from thiqa.counter.requests.errors import RequestError
from thiqa.counter.requests.life import STEPS
from thiqa.counter.requests.models import EDITABLE, NOTHING, Event, Request, State, Step

Act = Callable[[Office, str], Awaitable[object]]

ACTS: dict[str, Act] = {
    "keep": lambda office, number: office.keep(number, "typed"),
    "submit": lambda office, number: office.submit(number),
    "a stranger submits": lambda office, number: office.submit(number, STRANGER),
    "pay": lambda office, number: office.pay(number),
    "assess": lambda office, number: office.assess(number),
    "assess nothing": lambda office, number: office.assess(number, Money(0, "MAD")),
    "answer": lambda office, number: office.answer(number, eligible=False),
    "withdraw": lambda office, number: office.withdraw(number),
    "contest": lambda office, number: office.contest(number),
    "deliver": lambda office, number: office.deliver(number),
    "the supervisor looks again": lambda office, number: office.reopen(number),
    **{
        f"{clerk.id} {name}": act
        for clerk in (FIRST, SECOND, THIRD)
        for name, act in {
            "takes": lambda office, number, clerk=clerk: office.take(number, clerk),
            "reads": lambda office, number, clerk=clerk: office.read_file(number, clerk),
            "gives back": lambda office, number, clerk=clerk: office.give_back(number, clerk),
            "grants": lambda office, number, clerk=clerk: office.decide(number, clerk, GRANTED),
            "refuses": lambda office, number, clerk=clerk: office.decide(number, clerk, REFUSED),
            "approves": lambda office, number, clerk=clerk: office.approve(number, clerk),
            "disapproves": lambda office, number, clerk=clerk: office.disapprove(number, clerk),
            "asks": lambda office, number, clerk=clerk: office.ask_back(number, clerk),
        }.items()
    },
}
LIKELY = st.sampled_from(
    [
        *("submit", "pay", "answer", "assess", "first takes", "first grants", "second takes"),
        *("second refuses", "third takes", "third refuses", "the supervisor looks again"),
    ]
)
"""What leads somewhere; without it hardly any request would be decided."""
MOMENTS = st.tuples(LIKELY | st.sampled_from(sorted(ACTS)), st.integers(0, 3))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("requests") / "counter.db"
    asyncio.run(bring_up_to_date(f"sqlite:///{path}"))
    return f"sqlite:///{path}"


@given(st.sampled_from(SERVICES), st.lists(MOMENTS, max_size=25))
@settings(max_examples=40)
def test_a_request_keeps_its_rules(
    url: str, service: Service, moments: list[tuple[str, int]]
) -> None:
    async def test(office: Office) -> None:
        number = (await office.draft(service)).number
        before = await office.get(number)
        for act, days in moments:
            office.now += days * DAY
            try:
                await ACTS[act](office, number)
            except RequestError:
                assert await office.get(number) == before, act  # what is refused changes nothing
            after = await office.get(number)
            check_request(service, after, office.now)
            check_steps(await office.steps(number), after)
            before = after
        if before.state in EDITABLE | {State.SUBMITTED, State.WAITING}:
            await office.withdraw(number)  # leaves the citizen free to begin another one

    at_office(url, life())(test)


def check_request(service: Service, request: Request, now: int) -> None:
    """The rules of a request by itself."""
    at_the_body = request.state in {State.WAITING, State.CONTESTED}
    assert request.subject == CITIZEN
    assert not at_the_body or request.due_at is not None
    assert not at_the_body or request.needs == NOTHING
    assert (request.expires_at is None) == at_the_body
    assert request.holder(now) is None or at_the_body
    assert (request.proposal is None) == (request.proposed_by is None)
    assert request.proposal is None or request.state is State.WAITING
    if request.state in {State.DECIDED, State.DELIVERED}:
        assert request.decision is not None
        by_payment = service.steps.decided_by is Decider.PAYMENT
        assert request.decided_by or by_payment
        assert len(request.decided_by) >= 2 or not service.steps.four_eyes
    if request.state is State.DELIVERED:
        assert request.is_granted
    if request.contested_at is not None and request.state is not State.CONTESTED:
        assert len(set(request.decided_by)) == len(request.decided_by)
    if request.state is State.WITHDRAWN:
        assert request.claims == {}


def check_steps(steps: list[Step], request: Request) -> None:
    """The steps lead from the draft to where the request is, each as the table says."""
    places = [step.place for step in steps]
    assert places == sorted(set(places))
    assert places[-1] <= request.revision
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    states = {State.DRAFT}
    for step in steps[1:]:
        rule = STEPS[step.event]
        assert states & rule.before, step
        assert step.by in rule.by
        states = set(rule.after) or states & rule.before
    assert request.state in states
    assert sum(step.event is Event.PAID for step in steps) <= 1
    assert sum(step.event is Event.CONTESTED for step in steps) <= 1

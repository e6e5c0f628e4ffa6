from dataclasses import replace
from functools import partial

import pytest

from counter_requests import (
    ASKING,
    DAY,
    FEE,
    FIRST,
    FOUR_EYES,
    GRANTED,
    NOW,
    ON_PAPER,
    PLAIN,
    REFUSED,
    SECOND,
    THIRD,
    Office,
    WithOffice,
)
from thiqa.counter.catalogue.models import Outcome, Service
from thiqa.counter.eligibility.models import Inquiry, Word
from thiqa.counter.partners import let_go
from thiqa.counter.payments.models import Assessment, AssessmentState
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen
from thiqa.counter.requests.errors import (
    StepRefusedError,
    TooLateError,
)
from thiqa.counter.requests.models import State
from thiqa.counter.uploads.models import Announced


def test_a_request_that_is_withdrawn_keeps_nothing_of_its_citizen(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        draft = await office.draft()
        await office.keep(draft.number, "a secret")
        photo = Announced("me.jpg", 3, b"digest")
        await office.run(
            lambda records: records.uploads.begin("id", draft.number, "photo", photo, NOW)
        )
        await office.submit(draft.number)
        request = await office.withdraw(draft.number)
        assert (request.state, request.claims, request.due_at) == (State.WITHDRAWN, {}, None)
        assert await office.fields(draft.number) == {}
        assert not await office.run(lambda records: records.uploads.of_request(draft.number))
        assert ("close", draft.number) in await office.tasks()
        assert not await office.pay(draft.number)

    with_office(test)


@pytest.mark.parametrize("service", [PLAIN, FOUR_EYES])
def test_a_contested_decision_is_looked_at_again(with_office: WithOffice, service: Service) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(service)
        request = await office.decided(number, FIRST, REFUSED)
        if service is FOUR_EYES:
            await office.take(number, SECOND)
            request = await office.approve(number)
        assert (request.state, request.due_at) == (State.DECIDED, None)
        office.now += DAY
        request = await office.contest(number)
        assert (request.state, request.contested_at) == (State.CONTESTED, office.now)
        assert request.due_at is not None
        third = replace(FIRST, id="third")
        assert (await office.decided(number, third)).is_granted

    with_office(test)


def test_a_second_clerk_who_agrees_confirms(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        await office.decided(number)
        await office.contest(number)
        request = await office.decided(number, SECOND, replace(GRANTED, reason={"en": "Still."}))
        assert request.state is State.DELIVERED
        assert (await office.events(number))[-1] == "confirmed"
        assert ("withdraw_document", number) not in await office.tasks()

    with_office(test)


def test_what_was_delivered_is_withdrawn_when_it_is_refused_in_the_end(
    with_office: WithOffice,
) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        await office.decided(number)
        await office.contest(number)
        await office.decided(number, SECOND, REFUSED)
        assert ("withdraw_document", number) in await office.tasks()

    with_office(test)


def test_a_decision_is_contested_once_and_in_time(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        once, late = await office.submitted(), await office.submitted()
        await office.decided(once, FIRST, REFUSED)
        await office.decided(late, FIRST, REFUSED)
        await office.contest(once)
        await office.decided(once, SECOND, REFUSED)
        with pytest.raises(StepRefusedError):
            await office.contest(once)
        until = by_citizen.contest_until(office.life, await office.get(late))
        assert until is not None
        office.now = until + 1
        with pytest.raises(TooLateError):
            await office.contest(late)

    with_office(test)


def test_a_decided_request_is_kept_as_long_as_it_can_be_contested(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        assert (await office.get(number)).expires_at is None
        request = await office.decided(number, FIRST, REFUSED)
        assert request.decision is not None
        assert request.decision.outcome is Outcome.REFUSED
        until = by_citizen.contest_until(office.life, request)
        assert until is not None
        assert request.expires_at is not None
        assert request.expires_at > until

    with_office(test)


def test_a_refusal_that_is_confirmed_delivers_nothing(with_office: WithOffice) -> None:
    """What was delivered once, and taken back, does not come back by itself."""

    async def test(office: Office) -> None:
        number = await office.submitted()
        await office.decided(number)
        await office.contest(number)
        await office.decided(number, SECOND, REFUSED)
        await office.reopen(number)
        request = await office.decided(number, THIRD, REFUSED)
        assert (request.state, request.is_granted) == (State.DECIDED, False)

    with_office(test)


def test_what_is_contested_before_it_is_made_is_made_once_it_is_confirmed(
    with_office: WithOffice,
) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(ON_PAPER)
        await office.decided(number)
        assert await office.keys("deliver") == [f"{number}.5"]
        await office.contest(number)
        with pytest.raises(StepRefusedError):
            await office.deliver(number)
        assert (await office.decided(number, SECOND)).state is State.DECIDED
        assert await office.keys("deliver") == [f"{number}.5", f"{number}.8"]
        assert (await office.deliver(number)).state is State.DELIVERED

    with_office(test)


def test_what_other_bodies_said_goes_with_a_request_that_is_withdrawn(
    with_office: WithOffice,
) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(ASKING)
        inquiry = Inquiry(number, "poor", "treasury", Word.YES, NOW, NOW + DAY, "a letter")
        assessment = Assessment(number, AssessmentState.ASSESSED, NOW, FEE, (), "a letter")

        async def told(records: Records) -> None:
            await records.eligibility.put(inquiry)
            await records.payments.put_assessment(assessment)

        async def known(records: Records) -> tuple[object, object]:
            said = await records.eligibility.get(number)
            return said, await records.payments.assessment(number)

        await office.run(told)
        assert await office.run(known) == (inquiry, assessment)
        await office.withdraw(number)
        await office.run(partial(let_go, number, NOW))
        assert await office.run(known) == (None, None)

    with_office(test)

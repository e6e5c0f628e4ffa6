from dataclasses import replace

import pytest

from counter_requests import (
    ASKING,
    CITIZEN,
    CLAIMS,
    DAY,
    FEE,
    FIRST,
    FOUR_EYES,
    GRANTED,
    NOW,
    PAID,
    PLAIN,
    SECOND,
    TAX,
    Office,
    WithOffice,
)
from thiqa.base import Money
from thiqa.counter.forms import ApplicantRefusedError
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_clerk, by_others
from thiqa.counter.requests.errors import (
    ServiceGoneError,
    TooManyRequestsError,
)
from thiqa.counter.requests.life import LEFT, STEPS
from thiqa.counter.requests.models import Event, Need, Request, Role, State
from thiqa.counter.requests.numbers import new_number


def test_every_event_but_the_first_has_a_rule_and_every_task_an_event() -> None:
    assert set(STEPS) == set(Event) - {Event.OPENED}
    for left in LEFT:
        assert left.by <= set(STEPS)


def test_a_request_goes_from_a_draft_to_its_delivery(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        assert (await office.get(number)).state is State.WAITING
        await office.take(number)
        decided = await office.decide(number)
        assert decided.state is State.DELIVERED  # the service gives no paper
        assert decided.decision == GRANTED
        assert await office.events(number) == [
            *("opened", "submitted", "completed", "taken", "decided", "delivered")
        ]

    with_office(test)


def test_each_step_is_dated_and_says_who_but_never_the_clerk(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        office.now += DAY
        await office.decided(number)
        steps = {step.event: step for step in await office.steps(number)}
        assert (steps[Event.SUBMITTED].at, steps[Event.SUBMITTED].by) == (NOW, Role.CITIZEN)
        taken = steps[Event.TAKEN]
        assert (taken.at, taken.by, taken.body) == (NOW + DAY, Role.CLERK, "police")
        assert steps[Event.DECIDED].note == GRANTED.reason
        assert FIRST.id not in repr(steps)

    with_office(test)


def test_a_draft_is_resumed_by_its_citizen_and_not_opened_twice(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        first = await office.draft()
        await office.keep(first.number, "\u202eodd")
        again = await office.draft()
        assert again.number == first.number
        kept = await office.fields(first.number)
        assert kept == {"reason": "\u202eodd"}
        assert (await office.draft(subject="somebody else")).number != first.number
        assert await office.events(first.number) == ["opened"]

    with_office(test)


def test_a_draft_keeps_only_the_claims_of_its_purpose(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        claims = {**CLAIMS, "address": {"formatted": "elsewhere"}}
        draft = await office.run(
            lambda records: by_citizen.open_draft(
                office.life, records, PLAIN.id, CITIZEN, claims, NOW
            )
        )
        assert draft.claims == CLAIMS == (await office.get(draft.number)).claims

    with_office(test)


@pytest.mark.parametrize(
    ("birthdate", "is_refused"),
    [("2008-11-22", False), ("2008-11-23", True), ("2007", False), ("2008", True), ("", True)],
)
def test_who_may_be_too_young_is_refused(
    with_office: WithOffice, birthdate: str, is_refused: bool
) -> None:
    async def test(office: Office) -> bool:
        try:
            await office.run(
                lambda records: by_citizen.open_draft(
                    office.life, records, PLAIN.id, CITIZEN, {"birthdate": birthdate}, NOW
                )
            )
        except ApplicantRefusedError:
            return True
        return False

    assert with_office(test) is is_refused


def test_a_service_that_is_not_in_the_catalogue_has_no_requests(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        with pytest.raises(ServiceGoneError):
            await office.draft(replace(PLAIN, id="invented"))

    with_office(test)


async def _open_others(records: Records, begun: Request) -> None:
    for _ in range(by_citizen.MAX_OPEN_REQUESTS - 1):
        other = replace(begun, number=new_number(), state=State.SUBMITTED)
        assert await records.requests.open(other)


def test_nobody_opens_requests_without_end(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        begun = await office.draft()
        await office.run(lambda records: _open_others(records, begun))
        assert (await office.draft()).number == begun.number  # going on is not opening
        with pytest.raises(TooManyRequestsError):
            await office.draft(PAID)

    with_office(test)


def test_a_fee_is_paid_before_the_body_looks(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(PAID)
        request = await office.get(number)
        assert (request.state, request.needs) == (State.SUBMITTED, Need.PAYMENT)
        assert (request.due_fee, request.due_at) == (FEE, None)
        office.now += DAY
        assert await office.pay(number)
        request = await office.get(number)
        assert (request.state, request.complete_at) == (State.WAITING, NOW + DAY)
        assert request.due_at is not None
        assert not await office.pay(number)  # a second payment is to be paid back

    with_office(test)


def test_a_tax_is_assessed_then_paid_and_nobody_has_to_decide(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(TAX)
        assert ("assess", number) in await office.tasks()
        assert await office.assess(number)
        assert (await office.get(number)).due_fee == FEE
        assert await office.pay(number)
        assert (await office.get(number)).state is State.DELIVERED
        assert (await office.steps(number))[-2].by is Role.COUNTER

    with_office(test)


def test_a_tax_of_nothing_needs_no_payment(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(TAX)
        await office.assess(number, Money(0, "MAD"))
        assert (await office.get(number)).is_granted

    with_office(test)


@pytest.mark.parametrize("eligible", [True, False])
def test_after_another_bodys_answer_a_person_decides(
    with_office: WithOffice, eligible: bool
) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(ASKING)
        assert ("ask_eligibility", number) in await office.tasks()
        await office.pay(number)
        assert (await office.get(number)).state is State.SUBMITTED
        assert await office.answer(number, eligible=eligible)
        request = await office.get(number)
        assert (request.state, request.eligible) == (State.WAITING, eligible)

    with_office(test)


def test_four_eyes_see_a_request_before_it_is_decided(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(FOUR_EYES)
        assert (await office.decided(number)).state is State.WAITING
        await office.take(number, SECOND)
        request = await office.approve(number)
        assert (request.is_granted, request.decided_by) == (True, (FIRST.id, SECOND.id))
        assert "All is in order." not in repr(
            [step.note for step in await office.steps(number) if step.event is Event.PROPOSED]
        )

    with_office(test)


def test_what_the_second_clerk_does_not_approve_waits_to_be_decided(
    with_office: WithOffice,
) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(FOUR_EYES)
        await office.decided(number)
        await office.take(number, SECOND)
        request = await office.disapprove(number)
        assert (request.state, request.proposal) == (State.WAITING, None)
        assert (await office.decide(number, SECOND)).proposed_by == SECOND.id

    with_office(test)


def test_the_clock_stops_while_the_citizen_is_asked(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()  # on a Sunday: due on Friday
        office.now += 2 * DAY  # Tuesday: three days are left
        await office.take(number)
        request = await office.ask_back(number)
        assert (request.state, request.due_at, request.days_left) == (State.RETURNED, None, 3)
        office.now += 20 * DAY  # a Monday
        await office.submit(number)
        request = await office.get(number)
        assert request.state is State.WAITING
        assert request.due_at == office.life.calendar.end_of(
            office.life.calendar.day_of(office.now + 3 * DAY)
        )
        assert [step.note for step in await office.steps(number) if step.note] == [
            {"en": "Which street?"}
        ]

    with_office(test)


def test_a_deadline_that_has_passed_is_not_stopped_by_a_question(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        due = (await office.get(number)).due_at
        office.now += 30 * DAY
        await office.take(number)
        assert (await office.ask_back(number)).is_overdue(office.now)
        await office.submit(number)
        assert (await office.get(number)).due_at == due

    with_office(test)


def test_a_fee_is_paid_once_however_often_a_request_comes_back(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(PAID)
        await office.pay(number)
        await office.take(number)
        await office.ask_back(number)
        await office.submit(number)
        assert (await office.get(number)).state is State.WAITING

    with_office(test)


def test_a_cancelled_appointment_stops_the_clock(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        assert await office.run(
            lambda records: by_others.mark_unbooked(office.life, records, number, office.now)
        )
        request = await office.get(number)
        assert (request.state, request.needs, request.due_at) == (
            State.SUBMITTED,
            Need.APPOINTMENT,
            None,
        )
        office.now += 10 * DAY
        assert await office.run(
            lambda records: by_others.mark_booked(office.life, records, number, office.now)
        )
        assert (await office.get(number)).state is State.WAITING

    with_office(test)


def test_a_file_that_nobody_finishes_is_free_again_after_a_while(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        await office.take(number)
        office.now += by_clerk.TAKEN_SECONDS
        assert (await office.take(number, SECOND)).taken_by == SECOND.id

    with_office(test)


def test_the_queue_begins_with_the_oldest_deadline_and_goes_on_where_it_ended(
    with_office: WithOffice,
) -> None:
    async def test(office: Office) -> None:
        numbers = []
        for _ in range(5):
            numbers.append(await office.submitted())
            office.now += DAY
        first = await office.run(lambda records: records.requests.queue("police", 2))
        assert [request.number for request in first] == numbers[:2]
        last = first[-1]
        assert last.due_at is not None
        place = (last.due_at, last.number)
        rest = await office.run(lambda records: records.requests.queue("police", 9, after=place))
        assert {request.number for request in rest} == set(numbers[2:])
        assert await office.run(lambda records: records.requests.queue("treasury", 9)) == []

    with_office(test)

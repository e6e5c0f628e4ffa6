"""Four eyes belong to two people, and a contested decision to somebody else."""

import pytest

from counter_requests import FIRST, FOUR_EYES, PLAIN, REFUSED, SECOND, Office, WithOffice
from thiqa.counter.requests.errors import FileTakenError, SecondClerkError, StepRefusedError
from thiqa.counter.requests.models import Clerk, State


def test_who_proposed_does_not_approve(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(FOUR_EYES)
        await office.decided(number)
        with pytest.raises(SecondClerkError):
            await office.take(number, FIRST)
        with pytest.raises(FileTakenError):
            await office.approve(number, FIRST)
        assert (await office.get(number)).state is State.WAITING

    with_office(test)


def test_a_proposal_is_not_decided_past_its_second_clerk(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(FOUR_EYES)
        await office.decided(number)
        await office.take(number, SECOND)
        with pytest.raises(StepRefusedError):
            await office.decide(number, SECOND, REFUSED)

    with_office(test)


def test_what_nobody_proposed_is_not_approved(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        for service in (PLAIN, FOUR_EYES):
            number = await office.submitted(service)
            await office.take(number, SECOND)
            with pytest.raises(StepRefusedError):
                await office.approve(number, SECOND)

    with_office(test)


def test_a_proposal_does_not_outlive_a_question_to_the_citizen(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(FOUR_EYES)
        await office.decided(number)
        await office.take(number, SECOND)
        await office.ask_back(number, SECOND)
        await office.submit(number)
        await office.take(number, SECOND)
        with pytest.raises(StepRefusedError):
            await office.approve(number, SECOND)

    with_office(test)


@pytest.mark.parametrize("judge", [FIRST, SECOND])
def test_who_decided_does_not_look_again(with_office: WithOffice, judge: Clerk) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted(FOUR_EYES)
        await office.decided(number, FIRST, REFUSED)
        await office.take(number, SECOND)
        await office.approve(number, SECOND)
        await office.contest(number)
        with pytest.raises(SecondClerkError):
            await office.take(number, judge)
        with pytest.raises(FileTakenError):
            await office.decide(number, judge, REFUSED)

    with_office(test)

"""The same word of the provider, many times and in any order, on both databases; and `kill -9`."""

import asyncio
import random
from typing import Any

import pytest

from counter_paying_process import pay_until_killed
from counter_payments import CashDesk, at_desk, at_two_desks
from counter_requests import PAID
from processes import pipe, start
from thiqa.base import Money
from thiqa.counter.payments.errors import NothingDueError
from thiqa.counter.payments.models import RefundReason, State
from thiqa.counter.payments.refunds import order_back
from thiqa.counter.requests.models import Event
from thiqa.counter.requests.models import State as RequestState

AT_ONCE = 200


def test_one_payment_however_often_the_button_is_pressed(counter_url: str) -> None:
    async def test(desk: CashDesk) -> None:
        request = await desk.submitted()
        begun = await asyncio.gather(*(desk.payments.begin(request, "en") for _ in range(AT_ONCE)))
        assert len({payment.id for payment in begun}) == 1
        assert len(desk.provider.reports) == 1

    at_desk(counter_url, test)


def test_one_payment_in_two_processes_too(counter_url: str) -> None:
    async def test(one: CashDesk, other: CashDesk) -> None:
        for _ in range(8):
            request = await one.submitted()
            begun = await asyncio.gather(
                *(desk.payments.begin(request, "en") for desk in (one, other) * 4)
            )
            assert len({payment.id for payment in begun}) == 1
            report = one.provider.pay(begun[0].id)
            await asyncio.gather(*(desk.take(report) for desk in (one, other) * 4))
            assert (await one.office.events(request.number)).count(Event.PAID.value) == 1

    at_two_desks(counter_url, test)


def test_one_step_however_often_the_provider_says_it(counter_url: str) -> None:
    async def test(desk: CashDesk) -> None:
        request, payment = await desk.begun()
        report = desk.provider.pay(payment.id)
        await asyncio.gather(*(desk.take(report) for _ in range(AT_ONCE)))
        events = await desk.office.events(request.number)
        assert events.count(Event.PAID.value) == 1
        await desk.work()
        assert desk.provider.kept() == payment.amount.minor

    at_desk(counter_url, test)


def test_one_result_in_whatever_order_it_is_said(counter_url: str) -> None:
    async def test(desk: CashDesk) -> None:
        request, payment = await desk.begun()
        desk.provider.say(payment.id, state=State.PROCESSING)
        desk.provider.pay(payment.id)
        said = desk.provider.reports[payment.id] * (AT_ONCE // 3)
        random.Random(7).shuffle(said)  # noqa: S311  # the same order in each run
        await asyncio.gather(*(desk.take(report) for report in said))
        (known,) = await desk.attempts(request.number)
        assert (known.state, known.sequence) == (State.PAID, 3)
        assert (await desk.office.events(request.number)).count(Event.PAID.value) == 1

    at_desk(counter_url, test)


def test_another_attempt_begins_only_when_the_provider_says_that_the_last_is_over(
    counter_url: str,
) -> None:
    async def test(desk: CashDesk) -> None:
        request, first = await desk.begun()
        desk.office.now += 30 * 86_400
        assert (await desk.payments.begin(request, "en")).id == first.id
        await desk.take(desk.provider.say(first.id, state=State.DECLINED))
        second = await desk.payments.begin(request, "en")
        assert (second.attempt, second.id != first.id) == (2, True)

    at_desk(counter_url, test)


def test_money_of_an_attempt_that_was_said_to_be_over_is_given_back(counter_url: str) -> None:
    """The provider contradicts itself: it takes money for an attempt that it had ended."""

    async def test(desk: CashDesk) -> None:
        request, first = await desk.begun()
        await desk.take(desk.provider.say(first.id, state=State.EXPIRED))
        second = await desk.payments.begin(request, "en")
        reports = [desk.provider.pay(first.id), desk.provider.pay(second.id)]
        await asyncio.gather(*(desk.take(report) for report in reports * 50))
        await desk.work()
        await desk.work()
        assert desk.provider.kept() == first.amount.minor
        assert (await desk.office.events(request.number)).count(Event.PAID.value) == 1

    at_desk(counter_url, test)


def test_money_for_a_request_that_was_withdrawn_is_given_back(counter_url: str) -> None:
    async def test(desk: CashDesk) -> None:
        request, payment = await desk.begun()
        await desk.office.withdraw(request.number)
        await desk.take(desk.provider.pay(payment.id))
        await desk.work()
        assert desk.provider.kept() == 0
        refund = await desk.refund(f"{payment.id}.all")
        assert refund is not None
        assert refund.reason is RefundReason.NOT_DUE

    at_desk(counter_url, test)


def test_money_of_a_request_that_is_withdrawn_later_is_given_back_once(counter_url: str) -> None:
    async def test(desk: CashDesk) -> None:
        request, payment = await desk.begun()
        await desk.take(desk.provider.pay(payment.id))
        await desk.office.withdraw(request.number)
        for _ in range(3):
            await desk.work()
        assert desk.provider.kept() == 0
        assert len(desk.provider.refunds) == 1

    at_desk(counter_url, test)


def test_more_than_was_paid_is_never_ordered_back(counter_url: str) -> None:
    """Twenty people at the body give sixty percent back, each without knowing of the others."""

    async def test(desk: CashDesk) -> None:
        _, begun = await desk.begun()
        payment = await desk.take(desk.provider.pay(begun.id))
        part = Money(payment.amount.minor * 6 // 10, payment.amount.currency)

        async def order(key: str) -> bool:
            async def unit(records: Any) -> bool:
                reason, now = RefundReason.BY_HAND, desk.office.now
                return await order_back(records, payment, part, key, reason, now) is not None

            return await desk.office.run(unit)

        ordered = await asyncio.gather(*(order(f"key-{n}") for n in range(20)))
        assert ordered.count(True) == 1
        await desk.work()
        assert desk.provider.kept() == payment.amount.minor - part.minor

    at_desk(counter_url, test)


def test_nothing_is_to_be_paid_any_more_once_it_is_paid(counter_url: str) -> None:
    async def test(desk: CashDesk) -> None:
        request, payment = await desk.begun()
        await desk.take(desk.provider.pay(payment.id))
        paid = await desk.office.get(request.number)
        assert paid.state is RequestState.WAITING
        with pytest.raises(NothingDueError):
            await desk.payments.begin(paid, "en")
        # A page that was opened before shows the button still.
        assert (await desk.payments.begin(request, "en")).id == payment.id
        assert len(desk.provider.reports) == 1

    at_desk(counter_url, test)


def test_what_was_taken_survives_kill_9(counter_url: str) -> None:
    """A process takes reports and is killed; whoever is told again ends with each paid once."""

    async def prepare(desk: CashDesk) -> tuple[list[str], list[Any]]:
        numbers = [await desk.office.submitted(PAID) for _ in range(40)]
        begun = [
            await desk.payments.begin(await desk.office.get(number), "en") for number in numbers
        ]
        return numbers, [desk.provider.pay(payment.id) for payment in begun]

    numbers, reports = at_desk(counter_url, prepare)
    reader, writer = pipe()
    process = start(pay_until_killed, counter_url, reports, writer)
    taken = [reader.recv() for _ in range(12)]
    process.kill()
    process.join()

    async def examine(desk: CashDesk) -> None:
        for number in taken:
            assert (await desk.office.get(number)).state is RequestState.WAITING
        await asyncio.gather(*(desk.take(report) for report in reports))
        for number in numbers:
            assert (await desk.office.events(number)).count(Event.PAID.value) == 1

    at_desk(counter_url, examine)

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from payment_sites import FEE, PaymentSite
from thiqa.base import Money
from thiqa.counter.payments.errors import GatewayError, StatementRefusedError
from thiqa.counter.payments.models import Event, RefundOrder, Report, State, Statement
from thiqa.crypto import Algorithm, Signer, generate_key


def created(site: PaymentSite, key: str = "first", amount: Money = FEE) -> Report:
    report: Report = site.ask(lambda gateway: gateway.create(site.order(key, amount)))
    return report


def status(site: PaymentSite, key: str = "first") -> Report | None:
    report: Report | None = site.ask(lambda gateway: gateway.status(key))
    return report


def paid(site: PaymentSite, key: str = "first", course: str = "paid") -> Report:
    site.press(created(site, key).page_url, "pay", course)
    report = status(site, key)
    assert report is not None
    return report


def events(site: PaymentSite) -> list[Event]:
    async def read(gateway: object) -> list[Event]:
        return [await gateway.read_notification(body) for body in site.merchant.taken]  # type: ignore[attr-defined]

    found: list[Event] = site.ask(read)
    return found


def statement(site: PaymentSite) -> Statement:
    day = datetime.fromtimestamp(site.clock.now, UTC).date()
    found: Statement = site.ask(lambda gateway: gateway.statement(day))
    return found


def test_an_order_that_is_sent_twice_is_one_payment(site: PaymentSite) -> None:
    assert created(site) == created(site)
    assert len(site.provider.till.store.latest(10)) == 1


def test_a_key_is_good_for_one_order(site: PaymentSite) -> None:
    created(site)
    with pytest.raises(GatewayError, match="key_used_for_another_order"):
        created(site, amount=Money(1, "MAD"))


def test_a_payer_is_sent_back_with_nothing_but_the_address(site: PaymentSite) -> None:
    answer = site.press(created(site).page_url, "pay")
    assert (answer.status_code, answer.headers["location"]) == (303, site.order().return_url)


def test_what_was_decided_at_the_page_is_decided_once(site: PaymentSite) -> None:
    page = created(site).page_url
    site.press(page, "cancel")
    site.press(page, "pay")
    report = status(site)
    assert report is not None
    assert (report.state, report.sequence) == (State.CANCELLED, 2)


@pytest.mark.parametrize(
    ("course", "states"),
    [
        ("paid", [State.PROCESSING, State.PAID]),
        ("declined", [State.PROCESSING, State.DECLINED]),
        ("silent", []),
        ("repeated", [State.PROCESSING] * 3 + [State.PAID] * 3),
        ("slow", [State.PROCESSING]),
        ("reordered", [State.PAID]),
    ],
)
def test_each_course_notifies_in_its_way(
    site: PaymentSite, course: str, states: list[State]
) -> None:
    paid(site, course=course)
    site.notify()
    assert [event.report.state for event in events(site)] == states


def test_copies_of_a_notification_have_one_identifier(site: PaymentSite) -> None:
    paid(site, course="repeated")
    site.notify()
    assert len({event.id for event in events(site)}) == 2


def test_what_was_held_back_comes_later(site: PaymentSite) -> None:
    paid(site, course="reordered")
    site.notify()
    site.clock.now += 3
    site.notify()
    assert [event.report.sequence for event in events(site)] == [3, 2]


def test_a_slow_bank_decides_after_a_while(site: PaymentSite) -> None:
    assert paid(site, course="slow").state is State.PROCESSING
    site.clock.now += 20
    assert site.provider.till.move_on() == 1
    report = status(site)
    assert report is not None
    assert (report.state, report.paid_at) == (State.PAID, site.clock.now)


def test_what_nobody_pays_expires(site: PaymentSite) -> None:
    created(site)
    site.clock.now += 1800
    site.provider.till.move_on()
    report = status(site)
    assert report is not None
    assert report.state is State.EXPIRED


def test_a_notification_is_sent_until_it_is_taken(site: PaymentSite) -> None:
    site.merchant.status = 503
    site.press(created(site).page_url, "cancel")
    for pause in (1, 2, 5, 15):
        assert site.notify() == 1
        assert site.notify() == 0
        site.clock.now += pause
    site.merchant.status = 200
    assert site.notify() == 1
    assert site.notify() == 0
    site.merchant.taken = site.merchant.taken[-2:]
    assert len({event.id for event in events(site)}) == 1
    site.clock.now += 86_400
    assert site.notify() == 0


def test_money_is_given_back_in_parts_until_none_is_left(site: PaymentSite) -> None:
    paid(site)
    for key, minor, done, refunded in (
        ("r1", 5_000, True, 5_000),
        ("r1", 5_000, True, 5_000),
        ("r2", 7_001, False, 5_000),
        ("r3", 7_000, True, 12_000),
        ("r4", 1, False, 12_000),
    ):
        order = RefundOrder(key, "first", Money(minor, "MAD"))
        report = site.ask(lambda gateway, order=order: gateway.refund(order))
        assert (report.is_done, report.payment.refunded.minor) == (done, refunded), key


def test_an_unknown_payment_is_unknown_and_not_unpaid(site: PaymentSite) -> None:
    assert status(site, "never") is None


def test_a_statement_has_what_came_and_what_went_back(site: PaymentSite) -> None:
    paid(site)
    created(site, "never-paid")
    order = RefundOrder("r1", "first", Money(5_000, "MAD"))
    site.ask(lambda gateway: gateway.refund(order))
    lines = statement(site).movements
    assert [(each.payment_key, each.refund_key, each.amount.minor) for each in lines] == [
        ("first", None, 12_000),
        ("first", "r1", 5_000),
    ]
    before = datetime.fromtimestamp(site.clock.now, UTC).date() - timedelta(days=3)
    assert site.ask(lambda gateway: gateway.statement(before)).movements == ()


@pytest.mark.parametrize(
    ("trouble", "amounts"),
    [
        ("line-missing", []),
        ("line-invented", [(12_000, "MAD"), (5_000, "MAD")]),
        ("line-twice", [(12_000, "MAD"), (12_000, "MAD")]),
        ("other-amount", [(12_100, "MAD")]),
        ("other-currency", [(12_000, "EUR")]),
    ],
)
def test_each_fault_of_a_statement_can_be_switched_on(
    site: PaymentSite, trouble: str, amounts: list[tuple[int, str]]
) -> None:
    paid(site)
    site.switch(trouble)
    found = [(each.amount.minor, each.amount.currency) for each in statement(site).movements]
    assert found == amounts


def test_a_line_that_was_not_signed_makes_the_statement_worthless(site: PaymentSite) -> None:
    paid(site)
    site.switch("unsigned-line")
    with pytest.raises(StatementRefusedError):
        statement(site)


def test_a_provider_out_of_reach_says_nothing(site: PaymentSite) -> None:
    site.switch("unreachable")
    with pytest.raises(GatewayError):
        status(site)
    assert httpx.get(site.url).status_code == 200


def test_a_stranger_in_the_name_of_a_merchant_is_not_answered(site: PaymentSite) -> None:
    async def main() -> None:
        async with site.gateway(Signer(generate_key(Algorithm.ES256))) as gateway:
            await gateway.create(site.order())

    with pytest.raises(GatewayError, match="refused"):
        asyncio.run(main())
    assert site.provider.till.store.latest(10) == []


def test_a_payer_is_sent_back_to_the_merchant_alone(site: PaymentSite) -> None:
    order = replace(site.order(), return_url="http://evil.example/")
    with pytest.raises(GatewayError, match="return_url"):
        site.ask(lambda gateway: gateway.create(order))

"""Payments of a counter on its database, with a provider whose every word a test decides."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from counter_requests import NOW, PAID, Office, life
from thiqa.base import Money
from thiqa.counter.database import CounterDatabase
from thiqa.counter.payments.errors import GatewayError
from thiqa.counter.payments.models import (
    Event,
    Order,
    Payment,
    Refund,
    RefundOrder,
    RefundReport,
    Report,
    State,
    Statement,
)
from thiqa.counter.payments.paying import Payments
from thiqa.counter.payments.refunds import GIVE_BACK
from thiqa.counter.payments.reports import take_report
from thiqa.counter.requests.life import CLOSE
from thiqa.counter.requests.models import Request
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task
from thiqa.database import INTEGER, ManyStatement

NOTHING = Money(0, "MAD")
TASKS = ManyStatement(
    "SELECT task.kind, task.key FROM {rows} JOIN task ON rows.any_row = 1 ORDER BY task.key",
    key=(),
    columns={"any_row": INTEGER},
)


@dataclass
class Provider:
    """A `Gateway` that takes money when a test says so, and forgets nothing that it has said."""

    reports: dict[str, list[Report]] = field(default_factory=dict)
    """Everything that was ever said of a payment, by its key."""
    refunds: dict[str, tuple[bool, int]] = field(default_factory=dict)
    is_reachable: bool = True
    now: int = NOW

    async def create(self, order: Order) -> Report:
        self._reach()
        if order.key not in self.reports:
            self.reports[order.key] = [
                Report(
                    f"theirs-{order.key}",
                    order.key,
                    order.reference,
                    State.CREATED,
                    order.amount,
                    NOTHING,
                    1,
                    None,
                    f"https://pay.example/{order.key}",
                )
            ]
        return self.newest(order.key)

    async def status(self, key: str) -> Report | None:
        self._reach()
        return self.newest(key) if key in self.reports else None

    async def refund(self, order: RefundOrder) -> RefundReport:
        self._reach()
        newest = self.newest(order.payment_key)
        if order.key not in self.refunds:
            left = newest.amount.minor - newest.refunded.minor
            done = newest.state is State.PAID and order.amount.minor <= left
            self.refunds[order.key] = (done, self.now)
            if done:
                newest = self.say(order.payment_key, refunded=newest.refunded + order.amount)
        done, at = self.refunds[order.key]
        return RefundReport(order.key, done, at, newest)

    async def read_notification(self, body: bytes) -> Event:
        raise NotImplementedError

    async def statement(self, day: date) -> Statement:
        raise NotImplementedError

    def newest(self, key: str) -> Report:
        """Return what is so at the provider."""
        return self.reports[key][-1]

    def say(self, key: str, **changes: Any) -> Report:
        """Change a payment, and return the report of it."""
        before = self.newest(key)
        self.reports[key].append(replace(before, sequence=before.sequence + 1, **changes))
        return self.newest(key)

    def pay(self, key: str) -> Report:
        """Take the money."""
        return self.say(key, state=State.PAID, paid_at=self.now)

    def kept(self) -> int:
        """Return what the provider has taken and not given back."""
        return sum(
            said[-1].amount.minor - said[-1].refunded.minor
            for said in self.reports.values()
            if said[-1].state is State.PAID
        )

    def _reach(self) -> None:
        if not self.is_reachable:
            raise GatewayError("out of reach")


@dataclass
class CashDesk:
    """A counter's payments, its requests and the provider, in one place."""

    office: Office
    provider: Provider
    payments: Payments

    async def submitted(self) -> Request:
        """Return a request that waits for its fee."""
        return await self.office.get(await self.office.submitted(PAID))

    async def begun(self) -> tuple[Request, Payment]:
        """Return a request and the attempt to pay for it."""
        request = await self.submitted()
        return request, await self.payments.begin(request, "en")

    async def take(self, report: Report) -> Payment:
        """Take what the provider says."""

        async def take(records: Any) -> Payment:
            return await take_report(self.office.life, records, report, self.office.now)

        return await self.office.run(take)

    async def attempts(self, number: str) -> list[Payment]:
        """Return every attempt to pay for a request."""
        return await self.office.run(lambda records: records.payments.list_of_request(number))

    async def refund(self, refund_id: str) -> Refund | None:
        """Return a refund."""
        return await self.office.run(lambda records: records.payments.get_refund(refund_id))

    async def work(self) -> None:
        """Do the tasks of payments that wait, each once."""
        handlers = {GIVE_BACK: self.payments.give_back, CLOSE: self.payments.close}
        waiting = await self.office.run(lambda _: TASKS(1))
        for kind, key in waiting:
            if kind in handlers:
                await self.do(handlers[kind], kind, key)

    async def do(
        self, handler: Callable[[Task], Coroutine[Any, Any, None]], kind: str, key: str
    ) -> None:
        """Do one task; one that says "later" stays."""
        task = Task(kind, key, self.office.now, 1)
        try:
            await handler(task)
        except TryLaterError:
            return


async def open_desk(database: Any) -> CashDesk:
    """Return a desk on an open database."""
    office, provider = Office(database, life()), Provider()
    payments = Payments(
        office.life,
        database,
        provider,
        lambda: office.now,
        lambda number: f"http://counter.example/requests/{number}/payment",
    )
    return CashDesk(office, provider, payments)


def at_desk(url: str, test: Callable[[CashDesk], Coroutine[Any, Any, Any]]) -> Any:
    """Run a test's coroutine function at a desk."""

    async def main() -> Any:
        async with CounterDatabase(url) as database:
            return await test(await open_desk(database))

    return asyncio.run(main())


def at_two_desks(url: str, test: Callable[[CashDesk, CashDesk], Coroutine[Any, Any, Any]]) -> Any:
    """Run a test at two desks, each with connections of its own, and one provider."""

    async def main() -> Any:
        async with CounterDatabase(url) as one, CounterDatabase(url) as other:
            first, second = await open_desk(one), await open_desk(other)
            second.provider = first.provider
            second.payments = replace(second.payments, gateway=first.provider)
            return await test(first, second)

    return asyncio.run(main())

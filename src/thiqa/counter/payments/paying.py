"""Payments with the provider at hand: each step asks it, then takes what it says in one unit."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from thiqa.base import Clock, Database
from thiqa.counter.payments.attempts import begin_payment
from thiqa.counter.payments.errors import GatewayError
from thiqa.counter.payments.gateway import Gateway
from thiqa.counter.payments.models import (
    OVER,
    Order,
    Payment,
    RefundOrder,
    RefundState,
    Report,
)
from thiqa.counter.payments.records import Records
from thiqa.counter.payments.refunds import end_refund, order_back_of_withdrawn
from thiqa.counter.payments.reports import take_report
from thiqa.counter.requests.life import Life, number_of
from thiqa.counter.requests.models import Request
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task

ASKED_AGAIN_SECONDS = ((300, 15), (3_600, 60), (86_400, 600), (8 * 86_400, 3_600))
"""Until which age of a payment the provider is asked, and how often: so no notification is missed.

Afterwards the daily reconciliation is what finds it."""

logger = logging.getLogger("thiqa.counter.payments")


@dataclass(frozen=True, slots=True)
class Payments:
    """What pages and tasks do about payments."""

    life: Life
    database: Database[Any]
    gateway: Gateway
    clock: Clock
    return_url: Callable[[str], str]
    """Where the payer comes back to, by the number of the request."""

    async def begin(self, request: Request, language: str) -> Payment:
        """Return the attempt to go on with, known to the provider, which may have ended the last.

        Raises GatewayError: then nothing was taken, and the same attempt goes on later.
        """

        payment = await self._begin(request)
        if payment.page_url is not None:
            payment = await self.look(payment)
            if payment.state not in OVER:
                return payment
            payment = await self._begin(request)
        service = self.life.service(request.service)
        report = await self.gateway.create(
            Order(
                key=payment.id,
                reference=payment.number,
                amount=payment.amount,
                description=service.name,
                return_url=self.return_url(payment.number),
                language=language,
            )
        )
        return await self._take(report)

    async def _begin(self, request: Request) -> Payment:
        async def begin(records: Records) -> Payment:
            return await begin_payment(records, request, self.clock())

        return await self.database.run(begin)

    async def look(self, payment: Payment) -> Payment:
        """Return a payment as the provider knows it now."""
        if not payment.is_open:
            return payment
        report = await self.gateway.status(payment.id)
        return payment if report is None else await self._take(report)

    async def notified(self, body: bytes) -> None:
        """Take a notification; raises when it is not believed, or cannot be taken now."""
        event = await self.gateway.read_notification(body)
        await self._take(event.report)

    async def ask(self, task: Task) -> None:
        """Ask about a payment that no notification has ended; a task."""
        payment = await self._get(task.key)
        if payment is None or not payment.is_open:
            return
        try:
            payment = await self.look(payment)
        except GatewayError as error:
            logger.warning("payment not asked about: %s", error)
        age = self.clock() - payment.created_at
        pause = next((each for until, each in ASKED_AGAIN_SECONDS if age < until), None)
        if payment.is_open and pause is not None:
            raise TryLaterError("the payment is open", seconds=pause)

    async def give_back(self, task: Task) -> None:
        """Have money given back; a task."""

        async def read(records: Records) -> Any:
            return await records.payments.get_refund(task.key)

        refund = await self.database.read(read)
        if refund is None or refund.state is not RefundState.ORDERED:
            return
        report = await self.gateway.refund(RefundOrder(refund.id, refund.payment_id, refund.amount))

        async def end(records: Records) -> None:
            await take_report(self.life, records, report.payment, self.clock())
            await end_refund(records, report, refund)

        await self.database.run(end)
        if not report.is_done:
            logger.error("refund %s is refused by the provider", refund.id)

    async def close(self, task: Task) -> None:
        """Give back what was paid for a request that its citizen has withdrawn; a task."""
        number = number_of(task.key)

        async def order(records: Records) -> None:
            await order_back_of_withdrawn(records, number, self.clock())

        await self.database.run(order)

    async def _take(self, report: Report) -> Payment:
        async def take(records: Records) -> Payment:
            return await take_report(self.life, records, report, self.clock())

        return await self.database.run(take)

    async def _get(self, payment_id: str) -> Payment | None:
        async def read(records: Records) -> Payment | None:
            return await records.payments.get(payment_id)

        return await self.database.read(read)

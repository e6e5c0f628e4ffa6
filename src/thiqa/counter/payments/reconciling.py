"""The daily comparison with the provider's signed statement."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from thiqa.base import Clock, Database
from thiqa.counter.payments.attempts import ASK_PAYMENT
from thiqa.counter.payments.comparing import OurDay, compare
from thiqa.counter.payments.gateway import Gateway
from thiqa.counter.payments.models import Difference, Kind, ReconciledDay, Statement
from thiqa.counter.payments.records import Records
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task

RECONCILE = "reconcile"
"""A day is compared; the task's key is the day."""
AFTER_MIDNIGHT_SECONDS = 6 * 3_600
"""By then the provider has closed its books of the day before."""
MAX_DIFFERENCES_KEPT = 10_000

logger = logging.getLogger("thiqa.counter.payments")


@dataclass(frozen=True, slots=True)
class Reconciling:
    """Compares days, and remembers what came of it."""

    database: Database[Any]
    gateway: Gateway
    clock: Clock
    timezone: tzinfo

    async def reconcile(self, day: date) -> ReconciledDay:
        """Compare a day; what is paid there and not here is asked about once more.

        Raises GatewayError, StatementRefusedError.
        """
        statement = await self.gateway.statement(day)

        async def read(records: Records) -> OurDay:
            return await self._our_day(records, statement)

        differences = compare(await self.database.read(read), statement)
        found = ReconciledDay(
            day, statement.digest, len(statement.movements), differences, self.clock()
        )

        async def keep(records: Records) -> None:
            for each in differences:
                if each.kind is Kind.NOT_PAID_HERE:
                    await records.tasks.leave(ASK_PAYMENT, each.payment_id, found.at)
            await records.payments.put_day(shortened(found))

        await self.database.run(keep)
        return found

    async def do(self, task: Task) -> None:
        """Compare the day of a task, and leave that of the next day."""
        day = date.fromisoformat(task.key)
        if self.clock() < self._books_closed_at(day):
            raise TryLaterError("the day is not over", seconds=self._until_closed(day))
        reconciled = await self.reconcile(day)
        for each in reconciled.differences:
            logger.error("reconciliation of %s: %s %s", day, each.kind, each.payment_id)
        await self.plan(day + timedelta(days=1))

    async def plan(self, day: date) -> None:
        """Have a day compared when its books are closed."""

        async def leave(records: Records) -> None:
            await records.tasks.leave(RECONCILE, day.isoformat(), self._books_closed_at(day))

        await self.database.run(leave)

    def today(self) -> date:
        """Return the day that it is where the body is."""
        return datetime.fromtimestamp(self.clock(), self.timezone).date()

    def _books_closed_at(self, day: date) -> int:
        return self._bounds(day)[1] + AFTER_MIDNIGHT_SECONDS

    def _until_closed(self, day: date) -> int:
        return max(1, self._books_closed_at(day) - self.clock())

    def _bounds(self, day: date) -> tuple[int, int]:
        first = datetime.combine(day, time.min, self.timezone)
        after = datetime.combine(day + timedelta(days=1), time.min, self.timezone)
        return int(first.timestamp()), int(after.timestamp())

    async def _our_day(self, records: Records, statement: Statement) -> OurDay:
        first, after = self._bounds(statement.day)
        paid = await records.payments.paid_between(first, after)
        refunded = await records.payments.refunded_between(first, after)
        named = {each.payment_key for each in statement.movements}
        named |= {each.payment_id for each in refunded}
        refunds = {each.refund_key for each in statement.movements if each.refund_key}
        return OurDay(
            first,
            after,
            paid,
            refunded,
            await records.payments.get_each(sorted(named)),
            await records.payments.refunds_each(sorted(refunds)),
        )


def shortened(day: ReconciledDay) -> ReconciledDay:
    """Return a day with as many differences as a row can hold."""
    kept: tuple[Difference, ...] = day.differences[:MAX_DIFFERENCES_KEPT]
    return ReconciledDay(day.day, day.digest, day.movements, kept, day.at)

"""A process of its own that takes reports of a payment provider until it is killed."""

import asyncio
from multiprocessing.connection import Connection

from counter_payments import CashDesk, at_desk
from thiqa.counter.payments.models import Report


def pay_until_killed(url: str, reports: list[Report], acknowledged: Connection) -> None:
    """Take reports one by one, and send the number of each request once that is durable."""

    async def pay(desk: CashDesk) -> None:
        for report in reports:
            await desk.take(report)
            acknowledged.send(report.reference)
        await asyncio.Event().wait()

    at_desk(url, pay)

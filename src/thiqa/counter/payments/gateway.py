"""What we need of a payment provider; each national gateway is an adapter that does this."""

from datetime import date
from typing import Protocol

from thiqa.counter.payments.models import (
    Event,
    Order,
    RefundOrder,
    RefundReport,
    Report,
    Statement,
)


class Gateway(Protocol):
    """A payment provider. Every method raises GatewayError when nothing is known.

    Whatever is asked twice with one key is done once. A report is made of what the provider has
    signed; nothing that a browser brings is one.
    """

    async def create(self, order: Order) -> Report:
        """Have a payment made ready, with a page where the citizen pays."""
        ...

    async def status(self, key: str) -> Report | None:
        """Return how far a payment has come; None: the provider does not know it."""
        ...

    async def refund(self, order: RefundOrder) -> RefundReport:
        """Give money of a payment back."""
        ...

    async def read_notification(self, body: bytes) -> Event:
        """Return what a notification says, if the provider has written it to us.

        Raises LetterRefusedError or ReportRefusedError: it is not believed, whenever it is sent.
        """
        ...

    async def statement(self, day: date) -> Statement:
        """Return every movement of a day; raises StatementRefusedError."""
        ...

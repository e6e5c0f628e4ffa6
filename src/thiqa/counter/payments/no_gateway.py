"""Where the operator has named no payment provider: nothing can be paid, and nothing is lost."""

from datetime import date

from thiqa.counter.payments.errors import GatewayError
from thiqa.counter.payments.models import (
    Event,
    Order,
    RefundOrder,
    RefundReport,
    Report,
    Statement,
)


class NoGateway:
    """Implements `Gateway` by saying that there is none."""

    async def create(self, order: Order) -> Report:
        """See the protocol."""
        raise GatewayError("no payment provider is set")

    async def status(self, key: str) -> Report | None:
        """See the protocol."""
        raise GatewayError("no payment provider is set")

    async def refund(self, order: RefundOrder) -> RefundReport:
        """See the protocol."""
        raise GatewayError("no payment provider is set")

    async def read_notification(self, body: bytes) -> Event:
        """See the protocol."""
        raise GatewayError("no payment provider is set")

    async def statement(self, day: date) -> Statement:
        """See the protocol."""
        raise GatewayError("no payment provider is set")

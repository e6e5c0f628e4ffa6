"""What payments read and write."""

from typing import Protocol

from thiqa.counter.payments.store import PaymentStore
from thiqa.counter.requests.records import Records as RequestRecords


class Records(RequestRecords, Protocol):
    """The stores that a unit of work about payments needs."""

    @property
    def payments(self) -> PaymentStore:
        """Payments, refunds and compared days."""
        ...

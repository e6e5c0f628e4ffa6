"""What appointments read and write."""

from typing import Protocol

from thiqa.counter.appointments.store import AppointmentStore
from thiqa.counter.requests.records import Records as RequestRecords


class Records(RequestRecords, Protocol):
    """The stores that a unit of work about appointments needs."""

    @property
    def appointments(self) -> AppointmentStore:
        """Slots and who has places in them."""
        ...

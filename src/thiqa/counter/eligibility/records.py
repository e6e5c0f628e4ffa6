"""What questions to other bodies read and write."""

from typing import Protocol

from thiqa.counter.eligibility.store import EligibilityStore
from thiqa.counter.requests.records import Records as RequestRecords


class Records(RequestRecords, Protocol):
    """The stores that a unit of work about a question needs."""

    @property
    def eligibility(self) -> EligibilityStore:
        """Where each question stands."""
        ...

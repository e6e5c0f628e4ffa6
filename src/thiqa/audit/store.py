"""What the auditors' room asks of the storage; each method is one step of a unit of work."""

from collections.abc import Sequence
from typing import Protocol

from thiqa.audit.models import (
    Cell,
    CountedEntry,
    Progress,
    Request,
    StoredRequest,
    Tally,
)
from thiqa.ledger.models import EntryId
from thiqa.ledger.store import Store as LedgerStore
from thiqa.officers.store import Store as OfficersStore
from thiqa.oidc.store import Store as OidcStore


class Store(Protocol):
    """Figures, and requests to open an entry; requests vanish when they expire."""

    async def get_progress(self) -> Progress:
        """Return how far the record was counted."""
        ...

    async def move_progress(self, old: Progress, new: Progress) -> bool:
        """Say that the record was counted further; False if somebody else has said so."""
        ...

    async def list_countable(self, first: int, limit: int) -> list[CountedEntry]:
        """Return entries from a place in the log on, in order."""
        ...

    async def get_tallies(self, cells: Sequence[Cell]) -> list[Tally]:
        """Return the tally of each cell, in their order."""
        ...

    async def put_tallies(self, tallies: Sequence[Tally]) -> None:
        """Keep tallies, each in the place of what was counted before."""
        ...

    async def list_tallies(self, first_day: int, end_day: int) -> list[Tally]:
        """Return all tallies from a day to before another."""
        ...

    async def find_entry(self, index: int) -> EntryId | None:
        """Return which entry has a place in the log."""
        ...

    async def put(self, request: Request, expires_at: int) -> None:
        """Keep a new request."""
        ...

    async def get(self, request_id: str) -> StoredRequest | None:
        """Return a request."""
        ...

    async def list_requests(self, now: int) -> list[StoredRequest]:
        """Return the requests that have not expired, those that expire first before the others."""
        ...

    async def approve(
        self, request: Request, approved_by: str, opening_id: EntryId, now: int, until: int
    ) -> bool:
        """Asked → approved, if it still reads as it was read; False if not."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as auditors see them."""

    @property
    def audit(self) -> Store:
        """Figures and requests."""
        ...

    @property
    def officers(self) -> OfficersStore:
        """Who is an auditor."""
        ...

    @property
    def oidc(self) -> OidcStore:
        """The services, for their names."""
        ...

    @property
    def ledger(self) -> LedgerStore:
        """The record."""
        ...

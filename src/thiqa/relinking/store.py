"""What re-linking asks of the storage; each method is one step of a unit of work."""

from typing import Protocol

from thiqa.ledger.models import EntryId
from thiqa.ledger.store import Store as LedgerStore
from thiqa.officers.store import Store as OfficersStore
from thiqa.oidc.store import Store as OidcStore
from thiqa.people.store import Store as PeopleStore
from thiqa.relinking.models import Request, StoredRequest


class Store(Protocol):
    """Requests; they vanish when they expire."""

    async def put(self, request: Request, expires_at: int) -> None:
        """Keep a new request."""
        ...

    async def get(self, request_id: str) -> StoredRequest | None:
        """Return a request."""
        ...

    async def list_requests(self) -> list[StoredRequest]:
        """Return all requests, those that expire first before the others."""
        ...

    async def approve(
        self, request: Request, approved_by: str, entry_id: EntryId, now: int, until: int
    ) -> bool:
        """Asked → approved, if it still reads as it was read; False if not."""
        ...

    async def answer(self, request_id: str, entry_id: EntryId, now: int) -> bool:
        """Approved → answered; False if it was not approved, or answered already."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as re-linking sees them."""

    @property
    def relinking(self) -> Store:
        """The requests."""
        ...

    @property
    def officers(self) -> OfficersStore:
        """Who may ask and approve."""
        ...

    @property
    def people(self) -> PeopleStore:
        """Whose an identifier is."""
        ...

    @property
    def oidc(self) -> OidcStore:
        """The services, and so the sectors."""
        ...

    @property
    def ledger(self) -> LedgerStore:
        """The record."""
        ...

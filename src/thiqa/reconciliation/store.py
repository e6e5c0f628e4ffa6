"""What reconciliation asks of the storage; each method is one step of a unit of work."""

from typing import Protocol

from thiqa.findings.store import Store as FindingsStore
from thiqa.ledger.store import Store as LedgerStore
from thiqa.oidc.store import Store as OidcStore
from thiqa.people.store import Store as PeopleStore


class Store(Protocol):
    """How far each service has come."""

    async def get_progress(self, client_id: str) -> int | None:
        """Return until when a service has reconciled; None if it never has."""
        ...

    async def advance(self, client_id: str, start: int, end: int) -> None:
        """Note a reconciled period; one that leaves a gap does not count."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as reconciliation sees them."""

    @property
    def reconciliation(self) -> Store:
        """How far each service has come."""
        ...

    @property
    def findings(self) -> FindingsStore:
        """What the differences become."""
        ...

    @property
    def ledger(self) -> LedgerStore:
        """The record."""
        ...

    @property
    def oidc(self) -> OidcStore:
        """The services."""
        ...

    @property
    def people(self) -> PeopleStore:
        """The citizens; nobody is looked up here."""
        ...

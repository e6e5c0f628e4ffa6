"""What disputes ask of the storage; each method is one step of a unit of work."""

from typing import Protocol

from thiqa.disputes.models import Dispute, State
from thiqa.findings.store import Store as FindingsStore
from thiqa.ledger.models import EntryId
from thiqa.ledger.store import Store as LedgerStore
from thiqa.officers.store import Store as OfficersStore
from thiqa.oidc.store import Store as OidcStore
from thiqa.people.store import Store as PeopleStore


class Store(Protocol):
    """Disputes, open and closed; closed ones vanish when they expire."""

    async def add(self, dispute: Dispute) -> bool:
        """Keep a new dispute; False if its entry is contested already."""
        ...

    async def get(self, dispute_id: str) -> Dispute | None:
        """Return a dispute."""
        ...

    async def find_about(self, entry_id: EntryId) -> Dispute | None:
        """Return the dispute about an entry, unless it was taken back."""
        ...

    async def list_of_person(self, person_id: str) -> list[Dispute]:
        """Return a citizen's disputes, the newest first."""
        ...

    async def list_of_client(self, client_id: str, number: int) -> list[Dispute]:
        """Return the disputes that concern a service, the newest first."""
        ...

    async def list_open(self, number: int) -> list[Dispute]:
        """Return the disputes that wait for a decision, those due first before others."""
        ...

    async def claim_overdue(self, now: int, number: int) -> list[Dispute]:
        """Return overdue disputes, each once: of many who ask, one gets it."""
        ...

    async def attach(self, dispute_id: str, evidence: str) -> None:
        """Keep the receipt of the contested entry; the first one stays."""
        ...

    async def answer(self, dispute_id: str, answer: str, now: int) -> bool:
        """Keep the service's answer; False if it is closed, or was answered."""
        ...

    async def close(
        self, dispute_id: str, state: State, person_id: str, reason: str, *, now: int, until: int
    ) -> bool:
        """Opened → closed, to be forgotten at a time; False if it was closed before."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as disputes see them."""

    @property
    def disputes(self) -> Store:
        """The disputes."""
        ...

    @property
    def findings(self) -> FindingsStore:
        """What nobody answered in time."""
        ...

    @property
    def officers(self) -> OfficersStore:
        """Who may decide."""
        ...

    @property
    def people(self) -> PeopleStore:
        """The citizens."""
        ...

    @property
    def oidc(self) -> OidcStore:
        """Sessions, services, and what is frozen."""
        ...

    @property
    def ledger(self) -> LedgerStore:
        """The record."""
        ...

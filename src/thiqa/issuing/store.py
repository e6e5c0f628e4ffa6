"""What issuing asks of the storage; each method is one step of a unit of work."""

from typing import Protocol

from thiqa.issuing.models import Issued, Reason
from thiqa.ledger.store import Store as LedgerStore
from thiqa.oidc.store import Store as OidcStore
from thiqa.people.store import Store as PeopleStore


class Store(Protocol):
    """What was issued, for good; and for a day, sealed, what services were sent."""

    async def add(self, issued: Issued) -> bool:
        """Keep what was issued; False if its request was answered already."""
        ...

    async def get(self, number: str) -> Issued | None:
        """Return what bears a number."""
        ...

    async def find(self, request: bytes) -> Issued | None:
        """Return what a request was answered with."""
        ...

    async def withdraw(self, number: str, client_id: str, reason: Reason, now: int) -> bool:
        """Valid → withdrawn, by the service that asked for it; False if it was not valid."""
        ...

    async def replace(self, number: str, client_id: str, by: str, now: int) -> bool:
        """Valid → replaced, by the service that asked for it; False if it was not valid."""
        ...

    async def put_copy(self, number: str, copy: bytes, expires_at: int) -> None:
        """Keep what a service was sent, as only the service can read it."""
        ...

    async def get_copy(self, number: str) -> bytes | None:
        """Return what a service was sent, while it is kept."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as issuing sees them."""

    @property
    def issuing(self) -> Store:
        """What was issued."""
        ...

    @property
    def ledger(self) -> LedgerStore:
        """The record."""
        ...

    @property
    def oidc(self) -> OidcStore:
        """The services, and what is frozen."""
        ...

    @property
    def people(self) -> PeopleStore:
        """The citizens."""
        ...

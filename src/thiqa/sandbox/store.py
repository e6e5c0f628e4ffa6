"""What the sandbox remembers: the scenario that was chosen for an authorization."""

from typing import Protocol

from thiqa.sandbox.models import Scenario


class Store(Protocol):
    """Scenarios by the authorization that they were chosen for."""

    async def choose(self, authorization: bytes, scenario: Scenario, expires_at: int) -> None:
        """Keep a scenario, in the place of an older one; it has expired from `expires_at` on."""
        ...

    async def find(self, authorization: bytes, now: int) -> Scenario | None:
        """Return the scenario of an authorization, if it has one that lives."""
        ...

    async def take(self, authorization: bytes) -> bool:
        """Forget the scenario; of any number of takers at once, one is told True."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as the sandbox sees them."""

    @property
    def sandbox(self) -> Store:
        """The chosen scenarios."""
        ...

"""What findings ask of the storage; each method is one step of a unit of work."""

from typing import Protocol

from thiqa.findings.models import Finding


class Store(Protocol):
    """Findings, open and closed."""

    async def add(self, finding: Finding) -> bool:
        """Keep a new finding; False if it was raised before."""
        ...

    async def get(self, finding_id: str) -> Finding | None:
        """Return a finding."""
        ...

    async def take(self, finding_id: str, person_id: str, seen: str | None) -> bool:
        """Give a finding to a person, from whoever has it; False if that is another by now."""
        ...

    async def close(self, finding_id: str, person_id: str, answer: str, now: int) -> bool:
        """Taken → closed, by whoever has it; False if that is somebody else."""
        ...

    async def list_open(self, client_id: str | None, number: int) -> list[Finding]:
        """Return findings that wait, of one service or of all, those due first before others."""
        ...

    async def list_closed(self, client_id: str | None, number: int) -> list[Finding]:
        """Return findings that were answered, of one service or of all, the latest first."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as findings see them."""

    @property
    def findings(self) -> Store:
        """The findings."""
        ...

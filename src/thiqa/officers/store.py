"""What the register of officers asks of the storage; each method is one step of a unit of work."""

from typing import Protocol

from thiqa.officers.errors import NotAnOfficerError
from thiqa.officers.models import Officer, Role


class Store(Protocol):
    """Officers by person and role."""

    async def add(self, officer: Officer) -> bool:
        """Give a person a role; False if the person had it."""
        ...

    async def remove(self, person_id: str, role: Role) -> bool:
        """Take a role from a person; False if the person did not have it."""
        ...

    async def is_officer(self, person_id: str, role: Role) -> bool:
        """Say whether a person has a role."""
        ...

    async def list_officers(self) -> list[Officer]:
        """Return all officers."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as the register of officers sees them."""

    @property
    def officers(self) -> Store:
        """The officers."""
        ...


async def require_officer(records: Records, person_id: str, role: Role) -> None:
    """Raise NotAnOfficerError unless a person has a role."""
    if not await records.officers.is_officer(person_id, role):
        raise NotAnOfficerError(f"this person is not an officer with the role {role}")

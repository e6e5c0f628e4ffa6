"""What the register asks of the storage; each method is one step of a unit of work."""

from collections.abc import Sequence
from typing import Protocol

from thiqa.people.models import Person


class Store(Protocol):
    """Persons by identifier and by national number."""

    async def put(self, person: Person) -> None:
        """Add a person, or replace what is known of one."""
        ...

    async def get(self, person_id: str) -> Person | None:
        """Return a person."""
        ...

    async def find_unknown(self, person_ids: Sequence[str]) -> list[str]:
        """Return those of the persons who are not there."""
        ...

    async def find_by_national_number(self, national_number: str) -> Person | None:
        """Return the person who bears this number."""
        ...

    async def put_subject(self, digest: bytes, person_id: str) -> None:
        """Note whose an identifier is; the first word on it stays."""
        ...

    async def find_by_subject(self, digest: bytes) -> str | None:
        """Return whose an identifier is."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as the register sees them."""

    @property
    def people(self) -> Store:
        """The persons."""
        ...

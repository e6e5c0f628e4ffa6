"""What is asked of the storage to show the record to everybody, and to examine it whole."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from thiqa.ledger.models import EntryId
from thiqa.ledger.store import Store
from thiqa.ledger.tiles import TileId


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """A leaf that has its place, with the opening that it commits to; none if that is gone."""

    index: int
    leaf: bytes
    entry_id: EntryId
    opening: bytes | None


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A leaf that waits for its place, with its opening; none if that is gone."""

    entry_id: EntryId
    leaf: bytes
    opening: bytes | None


class Owner(StrEnum):
    """For whom an entry is kept."""

    PERSON = "person"
    CLIENT = "client"


class Archive(Protocol):
    """The record as a whole; each method is one statement, and sees one moment."""

    async def list_leaves(self, first: int, end: int) -> list[tuple[int, bytes]]:
        """Return the leaves from one place to before another, with their places, in order."""
        ...

    async def list_placed(self, first: int, end: int) -> list[PlacedEntry]:
        """Return the same leaves with their openings."""
        ...

    async def list_waiting(self, after: EntryId, limit: int) -> list[WaitingEntry]:
        """Return leaves that wait for their places, oldest first."""
        ...

    async def list_places(self, after: EntryId, limit: int) -> list[tuple[EntryId, int]]:
        """Return entries, oldest first, each with how often it has a place or waits for one."""
        ...

    async def list_owners(self, owner: Owner, after: str, limit: int) -> list[str]:
        """Return each person, or each service, that entries are kept for, in order."""
        ...

    async def list_beyond(self, limit: int) -> list[int]:
        """Return the first places that were given to leaves beyond the head."""
        ...

    async def list_tiles(self, first: TileId, end: TileId, limit: int) -> list[TileId]:
        """Return tiles that are there from one to before another, in order."""
        ...


class ArchivedRecords(Protocol):
    """The records of a unit of work, as far as whoever reads the whole record sees them."""

    @property
    def ledger(self) -> Store:
        """The record, entry by entry."""
        ...

    @property
    def archive(self) -> Archive:
        """The record as a whole."""
        ...

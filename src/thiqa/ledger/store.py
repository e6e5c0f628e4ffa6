"""What the record asks of the storage; each method is one step of a unit of work."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from thiqa.ledger.models import (
    FIRST_ENTRY_ID,
    EntryId,
    NewEntry,
    PendingLeaf,
    Publication,
    StoredEntry,
    StoredHead,
    Wanted,
)
from thiqa.ledger.tiles import TileId


class Store(Protocol):
    """Entries, the leaves that have a place in the tree, its tiles, its head, what is published."""

    async def add_entry(self, entry: NewEntry) -> None:
        """Keep an entry, and note that it waits for its place."""
        ...

    async def lock_head(self) -> StoredHead:
        """Return the head, and keep every other process from it until this unit ends."""
        ...

    async def get_head(self) -> StoredHead:
        """Return the head."""
        ...

    async def has_pending(self, since: EntryId = FIRST_ENTRY_ID) -> bool:
        """Say whether an entry waits for its place, of those from one on."""
        ...

    async def list_pending(self, limit: int, since: EntryId = FIRST_ENTRY_ID) -> list[PendingLeaf]:
        """Return entries that wait for their place, of those from one on, oldest first."""
        ...

    async def place(self, first_index: int, entry_ids: Sequence[EntryId]) -> bool:
        """Give waiting entries consecutive places in this order; False if one was taken."""
        ...

    async def put_tiles(self, tiles: Mapping[TileId, bytes]) -> bool:
        """Keep new or longer tiles; False if one would change a hash that is there."""
        ...

    async def get_tiles(self, tiles: Collection[TileId]) -> dict[TileId, bytes]:
        """Return those of the tiles that are there."""
        ...

    async def put_head(self, old: StoredHead, new: StoredHead) -> bool:
        """Sign a head into the place of the one that was locked; False if it is not there."""
        ...

    async def get_publication(self) -> Publication:
        """Return what is published."""
        ...

    async def put_publication(self, old: Publication, new: Publication) -> bool:
        """Publish in the place of what was; False if it is not there, or is larger."""
        ...

    async def hold_publishing(self, holder: str, now: int, until: int) -> bool:
        """Be the one who publishes until a time; False if somebody else is."""
        ...

    async def oldest_pending(self) -> EntryId | None:
        """Return the entry that waits for its place longest."""
        ...

    async def placed_at(self, index: int) -> EntryId | None:
        """Return the entry at a place."""
        ...

    async def get_entry(self, entry_id: EntryId) -> tuple[StoredEntry, Publication] | None:
        """Return an entry, whomever it concerns, with what is published at the same moment."""
        ...

    async def list_of_person(self, person_id: str, wanted: Wanted, limit: int) -> list[StoredEntry]:
        """Return wanted entries that concern a person, newest first.

        Of a wanted claim the entries must have the name somewhere; others may have it too.
        """
        ...

    async def list_of_client(self, client_id: str, wanted: Wanted, limit: int) -> list[StoredEntry]:
        """Return wanted entries that concern a service, newest first, as for a person."""
        ...

    async def list_services_of_person(self, person_id: str) -> list[str]:
        """Return the services of the entries that concern a person; "" stands for none."""
        ...


class Records(Protocol):
    """The records of a unit of work, as far as the ledger sees them."""

    @property
    def ledger(self) -> Store:
        """The record."""
        ...

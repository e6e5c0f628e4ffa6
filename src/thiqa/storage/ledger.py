"""The record's store: entries, leaves, tiles and the head.

The sequencer hands over a batch as one value: the identifiers, all of the same length,
one after the other. The database takes them apart again.
"""

from collections.abc import Collection, Sequence

from thiqa.ledger.models import (
    ENTRY_ID_BYTES,
    EntryId,
    NewEntry,
    PendingLeaf,
    StoredEntry,
    StoredHead,
)
from thiqa.ledger.tiles import TileId
from thiqa.storage.errors import UnitOfWorkError
from thiqa.storage.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement

_LOG = 1
_TILE_LEVEL_BYTES = 1
_TILE_NUMBER_BYTES = 8
_TILE_KEY_BYTES = _TILE_LEVEL_BYTES + _TILE_NUMBER_BYTES


def _packed(column: str, width: int) -> str:
    """Return a table of the keys that one value holds, with their order."""
    return (
        "(WITH RECURSIVE packed (place) AS (SELECT 0 UNION ALL SELECT packed.place + 1"
        f" FROM packed WHERE (packed.place + 2) * {width}"
        f" <= (SELECT length(rows.{column}) FROM {{rows}}))"
        f" SELECT packed.place AS place, substr((SELECT rows.{column} FROM {{rows}}),"
        f" packed.place * {width} + 1, {width}) AS packed_key FROM packed) AS batch"
    )


_ADD_ENTRY = Statement(
    "INSERT INTO ledger_entry (id, person_id, client_id, opening)"
    " SELECT rows.id, rows.person_id, rows.client_id, rows.opening FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": BYTES, "person_id": TEXT, "client_id": TEXT, "opening": BYTES},
)
_ADD_PENDING = Statement(
    "INSERT INTO ledger_pending (id, leaf) SELECT rows.id, rows.leaf FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": BYTES, "leaf": BYTES},
)
_LOCK_HEAD = Statement(
    "UPDATE ledger_head SET size = ledger_head.size FROM {rows} WHERE ledger_head.log = rows.log"
    " RETURNING ledger_head.log, ledger_head.size, ledger_head.checkpoint",
    key="log",
    columns={"log": INTEGER},
)
_GET_HEAD = Statement(
    "SELECT ledger_head.log, ledger_head.size, ledger_head.checkpoint FROM {rows}"
    " JOIN ledger_head ON ledger_head.log = rows.log",
    key="log",
    columns={"log": INTEGER},
)
_PUT_HEAD = Statement(
    "UPDATE ledger_head SET size = rows.size, checkpoint = rows.checkpoint FROM {rows}"
    " WHERE ledger_head.log = rows.log AND ledger_head.size = rows.old_size"
    " AND ledger_head.checkpoint = rows.old_checkpoint RETURNING ledger_head.log",
    key="log",
    columns={
        "log": INTEGER,
        "old_size": INTEGER,
        "old_checkpoint": TEXT,
        "size": INTEGER,
        "checkpoint": TEXT,
    },
)
_LIST_PENDING = ManyStatement(
    "SELECT ledger_pending.id, ledger_pending.leaf FROM ledger_pending"
    " ORDER BY ledger_pending.id LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"number": INTEGER},
)
_PLACE = ManyStatement(
    "INSERT INTO ledger_leaf (leaf_index, entry_id, leaf)"
    " SELECT (SELECT rows.first FROM {rows}) + batch.place, ledger_pending.id, ledger_pending.leaf"
    f" FROM {_packed('ids', ENTRY_ID_BYTES)}"
    " JOIN ledger_pending ON ledger_pending.id = batch.packed_key WHERE true RETURNING entry_id",
    key=(),
    columns={"first": INTEGER, "ids": BYTES},
)
_NO_LONGER_PENDING = ManyStatement(
    "DELETE FROM ledger_pending WHERE id IN"
    f" (SELECT batch.packed_key FROM {_packed('ids', ENTRY_ID_BYTES)}) RETURNING id",
    key=(),
    columns={"ids": BYTES},
)
_PUT_TILE = Statement(
    "INSERT INTO ledger_tile (id, hashes) SELECT rows.id, rows.hashes FROM {rows} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET hashes = excluded.hashes"
    " WHERE length(excluded.hashes) >= length(ledger_tile.hashes)"
    " AND substr(excluded.hashes, 1, length(ledger_tile.hashes)) = ledger_tile.hashes"
    " RETURNING id",
    key="id",
    columns={"id": BYTES, "hashes": BYTES},
)
_GET_TILES = ManyStatement(
    "SELECT ledger_tile.id, ledger_tile.hashes FROM ledger_tile WHERE ledger_tile.id IN"
    f" (SELECT batch.packed_key FROM {_packed('ids', _TILE_KEY_BYTES)})",
    key=(),
    columns={"ids": BYTES},
)
_ENTRY = (
    "SELECT ledger_entry.id, ledger_entry.person_id, ledger_entry.client_id,"
    " ledger_entry.opening, coalesce(ledger_leaf.leaf, ledger_pending.leaf), ledger_leaf.leaf_index"
)
_LEAF = (
    " LEFT JOIN ledger_leaf ON ledger_leaf.entry_id = ledger_entry.id"
    " LEFT JOIN ledger_pending ON ledger_pending.id = ledger_entry.id"
)
_GET_ENTRY = Statement(
    f"{_ENTRY}, ledger_head.size, ledger_head.checkpoint FROM {{rows}}"
    f" JOIN ledger_entry ON ledger_entry.id = rows.id{_LEAF}"
    " JOIN ledger_head ON ledger_head.log = rows.log",
    key="id",
    columns={"id": BYTES, "log": INTEGER},
)


def _list_by(column: str) -> ManyStatement:
    return ManyStatement(
        f"{_ENTRY} FROM ledger_entry{_LEAF}"
        f" WHERE ledger_entry.{column} = (SELECT rows.owner FROM {{rows}})"
        " AND ledger_entry.id < (SELECT rows.before FROM {rows})"
        " ORDER BY ledger_entry.id DESC LIMIT (SELECT rows.number FROM {rows})",
        key=(),
        columns={"owner": TEXT, "before": BYTES, "number": INTEGER},
    )


_LIST_OF_PERSON = _list_by("person_id")
_LIST_OF_CLIENT = _list_by("client_id")


class LedgerStore:
    """Implements `ledger.store.Store`."""

    __slots__ = ()

    async def add_entry(self, entry: NewEntry) -> None:
        """Keep an entry, and note that it waits for its place."""
        added = await _ADD_ENTRY(entry.id, entry.person_id, entry.client_id, entry.opening)
        if added is None or await _ADD_PENDING(entry.id, entry.leaf) is None:
            raise UnitOfWorkError("an entry's identifier is given once")

    async def lock_head(self) -> StoredHead:
        """Return the head, and keep every other process from it until this unit ends."""
        return _head(await _LOCK_HEAD(_LOG))

    async def get_head(self) -> StoredHead:
        """Return the head."""
        return _head(await _GET_HEAD(_LOG))

    async def has_pending(self) -> bool:
        """Say whether an entry waits for its place."""
        return bool(await _LIST_PENDING(1))

    async def list_pending(self, limit: int) -> list[PendingLeaf]:
        """Return entries that wait for their place, oldest first."""
        return [PendingLeaf(EntryId(id_), leaf) for id_, leaf in await _LIST_PENDING(limit)]

    async def place(self, first_index: int, entry_ids: Sequence[EntryId]) -> int:
        """Give waiting entries consecutive places in this order; return how many got one."""
        if not entry_ids:
            return 0
        ids = b"".join(entry_ids)
        placed = len(await _PLACE(first_index, ids))
        return min(placed, len(await _NO_LONGER_PENDING(ids)))

    async def put_tile(self, tile: TileId, hashes: bytes) -> bool:
        """Keep a new or longer tile; False if it would change a hash that is there."""
        return await _PUT_TILE(_tile_key(tile), hashes) is not None

    async def get_tiles(self, tiles: Collection[TileId]) -> dict[TileId, bytes]:
        """Return those of the tiles that are there."""
        if not tiles:
            return {}
        by_key = {_tile_key(tile): tile for tile in tiles}
        return {by_key[bytes(key)]: hashes for key, hashes in await _GET_TILES(b"".join(by_key))}

    async def put_head(self, old: StoredHead, new: StoredHead) -> bool:
        """Publish a head in the place of the one that was locked; False if it is not there."""
        published = await _PUT_HEAD(_LOG, old.size, old.checkpoint, new.size, new.checkpoint)
        return published is not None

    async def get_entry(self, entry_id: EntryId) -> tuple[StoredEntry, StoredHead] | None:
        """Return an entry, whomever it concerns, with the head of the same moment."""
        row = await _GET_ENTRY(entry_id, _LOG)
        if row is None:
            return None
        *entry, size, checkpoint = row
        return StoredEntry(*entry), StoredHead(size, checkpoint)

    async def list_of_person(
        self, person_id: str, before: EntryId, limit: int
    ) -> list[StoredEntry]:
        """Return entries that concern a person and are older than a given one, newest first."""
        return [StoredEntry(*row) for row in await _LIST_OF_PERSON(person_id, before, limit)]

    async def list_of_client(
        self, client_id: str, before: EntryId, limit: int
    ) -> list[StoredEntry]:
        """Return entries that concern a service and are older than a given one, newest first."""
        return [StoredEntry(*row) for row in await _LIST_OF_CLIENT(client_id, before, limit)]


def _head(row: Row | None) -> StoredHead:
    if row is None:
        raise UnitOfWorkError("the migration makes the row of the head")
    return StoredHead(row["size"], row["checkpoint"])


def _tile_key(tile: TileId) -> bytes:
    return tile.level.to_bytes(_TILE_LEVEL_BYTES) + tile.number.to_bytes(_TILE_NUMBER_BYTES)

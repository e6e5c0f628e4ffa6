"""The record's store: entries, leaves, tiles and the head."""

from collections.abc import Collection, Mapping, Sequence

from thiqa.ledger.models import (
    EntryId,
    NewEntry,
    PendingLeaf,
    StoredEntry,
    StoredHead,
)
from thiqa.ledger.tiles import TileId
from thiqa.storage.errors import UnitOfWorkError
from thiqa.storage.histories import ENTRY, LEAF, Histories
from thiqa.storage.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement

_LOG = 1
_TILE_LEVEL_BYTES = 1
_TILE_NUMBER_BYTES = 8


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
_PLACE = Statement(
    "INSERT INTO ledger_leaf (leaf_index, entry_id, leaf)"
    " SELECT rows.leaf_index, ledger_pending.id, ledger_pending.leaf FROM {rows}"
    " JOIN ledger_pending ON ledger_pending.id = rows.id WHERE true"
    " ON CONFLICT DO NOTHING RETURNING leaf_index",
    key="leaf_index",
    columns={"leaf_index": INTEGER, "id": BYTES},
)
_NO_LONGER_PENDING = Statement(
    "DELETE FROM ledger_pending WHERE id IN (SELECT id FROM {rows}) RETURNING id",
    key="id",
    columns={"id": BYTES},
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
_GET_TILE = Statement(
    "SELECT ledger_tile.id, ledger_tile.hashes FROM {rows}"
    " JOIN ledger_tile ON ledger_tile.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
_GET_ENTRY = Statement(
    f"{ENTRY}, ledger_head.size, ledger_head.checkpoint FROM {{rows}}"
    f" JOIN ledger_entry ON ledger_entry.id = rows.id{LEAF}"
    " JOIN ledger_head ON ledger_head.log = rows.log",
    key="id",
    columns={"id": BYTES, "log": INTEGER},
)


class LedgerStore(Histories):
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

    async def place(self, first_index: int, entry_ids: Sequence[EntryId]) -> bool:
        """Give waiting entries consecutive places in this order; False if one was taken."""
        placed = await _PLACE.each(list(enumerate(entry_ids, first_index)))
        waited = await _NO_LONGER_PENDING.each([(entry_id,) for entry_id in entry_ids])
        return None not in placed and None not in waited

    async def put_tiles(self, tiles: Mapping[TileId, bytes]) -> bool:
        """Keep new or longer tiles; False if one would change a hash that is there."""
        kept = await _PUT_TILE.each([(tile_key(tile), tiles[tile]) for tile in sorted(tiles)])
        return None not in kept

    async def get_tiles(self, tiles: Collection[TileId]) -> dict[TileId, bytes]:
        """Return those of the tiles that are there."""
        rows = await _GET_TILE.each([(tile_key(tile),) for tile in tiles])
        return {
            tile: row["hashes"] for tile, row in zip(tiles, rows, strict=True) if row is not None
        }

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


def _head(row: Row | None) -> StoredHead:
    if row is None:
        raise UnitOfWorkError("the migration makes the row of the head")
    return StoredHead(row["size"], row["checkpoint"])


def tile_key(tile: TileId) -> bytes:
    """Return the key of a tile's row: in the order of levels, and within one from the left."""
    return tile.level.to_bytes(_TILE_LEVEL_BYTES) + tile.number.to_bytes(_TILE_NUMBER_BYTES)


def tile_of_key(key: bytes) -> TileId:
    """Return the tile of a row's key."""
    return TileId(key[0], int.from_bytes(key[_TILE_LEVEL_BYTES:]))

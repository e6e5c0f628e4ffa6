"""The record's store: entries, leaves, tiles and the head."""

from collections.abc import Collection, Mapping, Sequence

from thiqa.database.errors import UnitOfWorkError
from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.ledger.models import (
    FIRST_ENTRY_ID,
    EntryId,
    NewEntry,
    PendingLeaf,
    Publication,
    StoredEntry,
    StoredHead,
)
from thiqa.ledger.tiles import TileId
from thiqa.storage.histories import ENTRY, LEAF, Histories

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
_GET_PUBLICATION = Statement(
    "SELECT ledger_publication.log, ledger_publication.size, ledger_publication.checkpoint,"
    " ledger_publication.published_at FROM {rows}"
    " JOIN ledger_publication ON ledger_publication.log = rows.log",
    key="log",
    columns={"log": INTEGER},
)
_PUT_PUBLICATION = Statement(
    "UPDATE ledger_publication SET size = rows.size, checkpoint = rows.checkpoint,"
    " published_at = rows.published_at FROM {rows}"
    " WHERE ledger_publication.log = rows.log AND ledger_publication.size = rows.old_size"
    " AND ledger_publication.checkpoint = rows.old_checkpoint"
    " AND ledger_publication.size <= rows.size RETURNING ledger_publication.log",
    key="log",
    columns={
        "log": INTEGER,
        "old_size": INTEGER,
        "old_checkpoint": TEXT,
        "size": INTEGER,
        "checkpoint": TEXT,
        "published_at": INTEGER,
    },
)
_HOLD_PUBLISHING = Statement(
    "UPDATE ledger_publisher SET holder = rows.holder, held_until = rows.until FROM {rows}"
    " WHERE ledger_publisher.log = rows.log AND"
    " (ledger_publisher.holder = rows.holder OR ledger_publisher.held_until <= rows.now)"
    " RETURNING ledger_publisher.log, ledger_publisher.holder",
    key=("log", "holder"),
    columns={"log": INTEGER, "holder": TEXT, "now": INTEGER, "until": INTEGER},
)
_PLACED_AT = Statement(
    "SELECT ledger_leaf.leaf_index, ledger_leaf.entry_id FROM {rows}"
    " JOIN ledger_leaf ON ledger_leaf.leaf_index = rows.leaf_index",
    key="leaf_index",
    columns={"leaf_index": INTEGER},
)
_LIST_PENDING = ManyStatement(
    "SELECT ledger_pending.id, ledger_pending.leaf FROM ledger_pending"
    " WHERE ledger_pending.id >= (SELECT rows.since FROM {rows})"
    " ORDER BY ledger_pending.id LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"since": BYTES, "number": INTEGER},
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
    f"{ENTRY}, ledger_publication.size, ledger_publication.checkpoint,"
    " ledger_publication.published_at FROM {rows}"
    f" JOIN ledger_entry ON ledger_entry.id = rows.id{LEAF}"
    " JOIN ledger_publication ON ledger_publication.log = rows.log",
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

    async def has_pending(self, since: EntryId = FIRST_ENTRY_ID) -> bool:
        """Say whether an entry waits for its place, of those from one on."""
        return bool(await _LIST_PENDING(since, 1))

    async def list_pending(self, limit: int, since: EntryId = FIRST_ENTRY_ID) -> list[PendingLeaf]:
        """Return entries that wait for their place, of those from one on, oldest first."""
        rows = await _LIST_PENDING(since, limit)
        return [PendingLeaf(EntryId(id_), leaf) for id_, leaf in rows]

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
        """Sign a head into the place of the one that was locked; False if it is not there."""
        put = await _PUT_HEAD(_LOG, old.size, old.checkpoint, new.size, new.checkpoint)
        return put is not None

    async def get_publication(self) -> Publication:
        """Return what is published."""
        row = await _GET_PUBLICATION(_LOG)
        if row is None:
            raise UnitOfWorkError("the migration makes the row of what is published")
        return Publication(row["size"], row["checkpoint"], row["published_at"])

    async def put_publication(self, old: Publication, new: Publication) -> bool:
        """Publish in the place of what was; False if it is not there, or is larger."""
        put = await _PUT_PUBLICATION(
            _LOG, old.size, old.checkpoint, new.size, new.checkpoint, new.published_at
        )
        return put is not None

    async def hold_publishing(self, holder: str, now: int, until: int) -> bool:
        """Be the one who publishes until a time; False if somebody else is."""
        return await _HOLD_PUBLISHING(_LOG, holder, now, until) is not None

    async def oldest_pending(self) -> EntryId | None:
        """Return the entry that waits for its place longest."""
        pending = await self.list_pending(1)
        return pending[0].entry_id if pending else None

    async def placed_at(self, index: int) -> EntryId | None:
        """Return the entry at a place."""
        row = await _PLACED_AT(index)
        return None if row is None else EntryId(row["entry_id"])

    async def get_entry(self, entry_id: EntryId) -> tuple[StoredEntry, Publication] | None:
        """Return an entry, whomever it concerns, with what is published at the same moment."""
        row = await _GET_ENTRY(entry_id, _LOG)
        if row is None:
            return None
        *entry, size, checkpoint, published_at = row
        return StoredEntry(*entry), Publication(size, checkpoint, published_at)


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

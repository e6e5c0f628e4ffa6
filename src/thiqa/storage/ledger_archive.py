"""The record read as a whole: for everybody who fetches it, and for its examination."""

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement
from thiqa.ledger.archive import Owner, PlacedEntry, WaitingEntry
from thiqa.ledger.models import EntryId
from thiqa.ledger.tiles import TileId
from thiqa.storage.ledger import tile_key, tile_of_key

_LOG = 1

# The opening is looked up for each leaf: a join would have PostgreSQL read both tables whole.
_OPENING = "(SELECT ledger_entry.opening FROM ledger_entry WHERE ledger_entry.id = {})"
_SPAN = (
    " WHERE ledger_leaf.leaf_index >= (SELECT rows.first FROM {rows})"
    " AND ledger_leaf.leaf_index < (SELECT rows.last FROM {rows})"
    " ORDER BY ledger_leaf.leaf_index"
)
_FROM_TO = {"first": INTEGER, "last": INTEGER}

_LIST_LEAVES = ManyStatement(
    f"SELECT ledger_leaf.leaf_index, ledger_leaf.leaf FROM ledger_leaf{_SPAN}",
    key=(),
    columns=_FROM_TO,
)
_LIST_PLACED = ManyStatement(
    "SELECT ledger_leaf.leaf_index, ledger_leaf.leaf, ledger_leaf.entry_id,"
    f" {_OPENING.format('ledger_leaf.entry_id')} FROM ledger_leaf{_SPAN}",
    key=(),
    columns=_FROM_TO,
)
_LIST_WAITING = ManyStatement(
    "SELECT ledger_pending.id, ledger_pending.leaf,"
    f" {_OPENING.format('ledger_pending.id')} FROM ledger_pending"
    " WHERE ledger_pending.id > (SELECT rows.after FROM {rows})"
    " ORDER BY ledger_pending.id LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"after": BYTES, "number": INTEGER},
)
_LIST_PLACES = ManyStatement(
    "SELECT ledger_entry.id,"
    " (SELECT count(*) FROM ledger_leaf WHERE ledger_leaf.entry_id = ledger_entry.id)"
    " + (SELECT count(*) FROM ledger_pending WHERE ledger_pending.id = ledger_entry.id)"
    " FROM ledger_entry WHERE ledger_entry.id > (SELECT rows.after FROM {rows})"
    " ORDER BY ledger_entry.id LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"after": BYTES, "number": INTEGER},
)
_LIST_OWNERS = {
    owner: ManyStatement(
        f"SELECT DISTINCT ledger_entry.{owner}_id FROM ledger_entry"
        f" WHERE ledger_entry.{owner}_id > (SELECT rows.after FROM {{rows}})"
        f" ORDER BY ledger_entry.{owner}_id LIMIT (SELECT rows.number FROM {{rows}})",
        key=(),
        columns={"after": TEXT, "number": INTEGER},
    )
    for owner in Owner
}
_LIST_BEYOND = ManyStatement(
    "SELECT ledger_leaf.leaf_index FROM ledger_leaf WHERE ledger_leaf.leaf_index >="
    " (SELECT ledger_head.size FROM {rows} JOIN ledger_head ON ledger_head.log = rows.log)"
    " ORDER BY ledger_leaf.leaf_index LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"log": INTEGER, "number": INTEGER},
)
_LIST_TILES = ManyStatement(
    "SELECT ledger_tile.id FROM ledger_tile"
    " WHERE ledger_tile.id >= (SELECT rows.first FROM {rows})"
    " AND ledger_tile.id < (SELECT rows.last FROM {rows})"
    " ORDER BY ledger_tile.id LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"first": BYTES, "last": BYTES, "number": INTEGER},
)


class LedgerArchive:
    """Implements `ledger.archive.Archive`."""

    __slots__ = ()

    async def list_leaves(self, first: int, end: int) -> list[tuple[int, bytes]]:
        """Return the leaves from one place to before another, with their places, in order."""
        return [(index, leaf) for index, leaf in await _LIST_LEAVES(first, end)]

    async def list_placed(self, first: int, end: int) -> list[PlacedEntry]:
        """Return the same leaves with their openings."""
        return [PlacedEntry(*row) for row in await _LIST_PLACED(first, end)]

    async def list_waiting(self, after: EntryId, limit: int) -> list[WaitingEntry]:
        """Return leaves that wait for their places, oldest first."""
        return [WaitingEntry(*row) for row in await _LIST_WAITING(after, limit)]

    async def list_places(self, after: EntryId, limit: int) -> list[tuple[EntryId, int]]:
        """Return entries, oldest first, each with how often it has a place or waits for one."""
        return [(EntryId(id_), places) for id_, places in await _LIST_PLACES(after, limit)]

    async def list_owners(self, owner: Owner, after: str, limit: int) -> list[str]:
        """Return each person, or each service, that entries are kept for, in order."""
        return [name for (name,) in await _LIST_OWNERS[owner](after, limit)]

    async def list_beyond(self, limit: int) -> list[int]:
        """Return the first places that were given to leaves beyond the head."""
        return [index for (index,) in await _LIST_BEYOND(_LOG, limit)]

    async def list_tiles(self, first: TileId, end: TileId, limit: int) -> list[TileId]:
        """Return tiles that are there from one to before another, in order."""
        rows = await _LIST_TILES(tile_key(first), tile_key(end), limit)
        return [tile_of_key(key) for (key,) in rows]

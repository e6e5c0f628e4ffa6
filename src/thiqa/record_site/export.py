"""Writing the published record into a folder; each time only what is new since the last one.

Nothing is copied on trust: the tiles are computed from the leaves, and the checkpoint is
written only if they lead to its root.
"""

from dataclasses import dataclass

from thiqa.base import Database
from thiqa.ledger.archive import ArchivedRecords
from thiqa.ledger.checkpoint import TreeHead, verify_checkpoint
from thiqa.ledger.edge import EMPTY_EDGE, Edge, edge_from_tiles, extend
from thiqa.ledger.errors import DamagedLeafError, DamagedTileError
from thiqa.ledger.merkle import EMPTY_ROOT, hash_leaf
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.public_files import POLICY_FILE, PublicFile, encode_bundle
from thiqa.ledger.published import PublishedRecord
from thiqa.ledger.tiles import TILE_WIDTH, TileId, edge_tiles, span_hash, tile_width
from thiqa.record_site.errors import ExportError
from thiqa.record_site.folder import ExportFolder

CHUNK_LEAVES = 16 * TILE_WIDTH


@dataclass(frozen=True, slots=True)
class Exported:
    """The size of the tree that the folder holds, and how many leaves of it are new there."""

    size: int
    new_leaves: int


async def export(
    database: Database[ArchivedRecords], policy: LogPolicy, folder: ExportFolder
) -> Exported:
    """Bring a folder up to the published checkpoint.

    1. the checkpoint is one that the policy accepts;
    2. the tree in the folder is a beginning of ours;
    3. what is new is computed from the leaves, and written;
    4. it leads to the checkpoint's root: only then is the checkpoint written.
    """
    with folder.alone():
        note = await PublishedRecord(database).checkpoint()
        head = verify_checkpoint(note, policy).head  # 1
        there = _exported(folder, policy)
        if there.size > head.size:  # 2
            raise ExportError(f"the folder has {there.size} leaves already, and we {head.size}")
        folder.put(POLICY_FILE, policy.text.encode())
        writer = _Writer(database, folder, await _edge_before(database, there))
        await writer.grow(there.size)
        if writer.edge.root != there.root:  # 2
            raise ExportError("the tree in the folder is not a beginning of ours")
        await writer.grow(head.size)  # 3
        writer.finish()
        if writer.edge.root != head.root:  # 4
            raise DamagedTileError("the leaves do not lead to the root that was signed: see fsck")
        if there != head:
            folder.put_checkpoint(note)
        _clear(folder, there.size, head.size)
        return Exported(head.size, head.size - there.size)


def _exported(folder: ExportFolder, policy: LogPolicy) -> TreeHead:
    note = folder.checkpoint()
    if note is None:
        return TreeHead(0, EMPTY_ROOT)
    return verify_checkpoint(note, LogPolicy(policy.logs)).head


async def _edge_before(database: Database[ArchivedRecords], head: TreeHead) -> Edge:
    """Take up the tree where the last tile of a head begins: its bundle is written anew."""
    size = head.size - head.size % TILE_WIDTH
    if size == 0:
        return EMPTY_EDGE
    tiles = await database.read(lambda records: records.ledger.get_tiles(edge_tiles(size)))
    return edge_from_tiles(size, span_hash((0, size), tiles), tiles)


def _clear(folder: ExportFolder, before: int, now: int) -> None:
    """Remove the partial files whose tiles are full now: only those at the edge have any."""
    for tile in edge_tiles(before):
        if tile_width(tile, now) == TILE_WIDTH:
            folder.clear_partial(PublicFile(tile))
            if tile.level == 0:
                folder.clear_partial(PublicFile(tile, is_bundle=True))


class _Writer:
    """A tree that grows leaf by leaf, and whose files are written as they become full."""

    def __init__(
        self, database: Database[ArchivedRecords], folder: ExportFolder, edge: Edge
    ) -> None:
        self.edge = edge
        self._database = database
        self._folder = folder
        self._leaves: list[bytes] = []

    async def grow(self, size: int) -> None:
        """Add the leaves of the store up to a size."""
        while self.edge.size < size:
            self._add(await self._read(self.edge.size, min(size, self.edge.size + CHUNK_LEAVES)))

    def finish(self) -> None:
        """Write the files at the edge, which are not full."""
        for tile, hashes in self.edge.partial.items():
            self._folder.put(PublicFile(tile, tile_width(tile, self.edge.size)).path, hashes)
        if self._leaves:
            number = self.edge.size // TILE_WIDTH
            file = PublicFile(TileId(0, number), len(self._leaves), is_bundle=True)
            self._folder.put(file.path, encode_bundle(self._leaves))

    async def _read(self, first: int, end: int) -> list[bytes]:
        found = await self._database.read(lambda records: records.archive.list_leaves(first, end))
        if [index for index, _ in found] != list(range(first, end)):
            raise DamagedLeafError(f"a leaf between {first} and {end} is missing: see fsck")
        return [leaf for _, leaf in found]

    def _add(self, leaves: list[bytes]) -> None:
        number = self.edge.size // TILE_WIDTH
        self.edge, grown = extend(self.edge, map(hash_leaf, leaves))
        for tile, hashes in grown.items():
            if tile_width(tile, self.edge.size) == TILE_WIDTH:
                self._folder.put(PublicFile(tile).path, hashes)
        self._leaves += leaves
        while len(self._leaves) >= TILE_WIDTH:
            file = PublicFile(TileId(0, number), is_bundle=True)
            self._folder.put(file.path, encode_bundle(self._leaves[:TILE_WIDTH]))
            self._leaves = self._leaves[TILE_WIDTH:]
            number += 1

"""A tree compared with the head that was signed for it, hash by hash; what differs is named.

What is proven flows down from the root. The tiles at the right edge lead to the root; each
hash in a proven tile is the root of a tile below it, or the hash of a leaf. So a tile that
does not lead to its proven hash is altered, or what lies below it is: it is computed anew
from there, and where the two differ, the one that leads to the proven hash is the true one.

The leaves are taken from left to right, once. In memory are a chunk of them, and one tile
of each level.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from thiqa.ledger.checkpoint import TreeHead
from thiqa.ledger.damage import Damage, DamageKind, Report, spans_text
from thiqa.ledger.merkle import HASH_BYTES, hash_leaf
from thiqa.ledger.tell_apart import choose, cut, differing
from thiqa.ledger.tiles import (
    TILE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileId,
    Tiles,
    edge_tiles,
    span_hash,
    tile_path,
    tile_root,
    tile_width,
)

CHUNK_TILES = 16
"""Tiles that are asked for at once, and then their 4,096 leaves."""

_ANOTHER_TREE = "the tree is another one than the head that was signed"
_ANOTHER_TILE = "is another one than was signed, and so is what lies below it"
_NO_HASH = bytes(HASH_BYTES)

Item = TypeVar("Item")


class Source(Protocol):
    """Where tiles and leaves come from."""

    async def tiles(self, wanted: Collection[TileId]) -> Tiles:
        """Return those of the tiles that are there, each as long as it was found."""
        ...

    async def leaves(self, first: int, end: int) -> Sequence[bytes | None]:
        """Return what is found from one place to before another, None where nothing is."""
        ...

    def compared(self, first: int, end: int, altered: Collection[int]) -> None:
        """Be told that these leaves, asked for just now, were compared, and which are wrong."""
        ...


async def examine(
    head: TreeHead,
    source: Source,
    report: Report,
    *,
    since: int = 0,
    older: Collection[TreeHead] = (),
) -> None:
    """Compare a tree with its head; `since` is a size up to which it was examined before.

    1. the tiles at the right edge lead to the root;
    2. each tile below leads to its hash in the tile above;
    3. each leaf has its hash in its tile;
    4. the trees of older heads, none smaller than `since`, are beginnings of this one.
    """
    examination = _Examination(head, source, report, since, [each.size for each in older])
    await examination.run()
    for each in older:  # 4
        if examination.root_of(each.size) != each.root:
            beginning = "its head is not that of the beginning of the tree"
            report(Damage(DamageKind.FORK, f"size {each.size}", beginning))


class _Examination:
    def __init__(
        self, head: TreeHead, source: Source, report: Report, since: int, kept: Sequence[int]
    ) -> None:
        self._head = head
        self._source = source
        self._report = report
        self._since = since
        self._found_before: list[bytes | None] = []
        self._kept = {tile: b"" for size in kept for tile in edge_tiles(size)}

    async def run(self) -> None:
        """Do steps 1 to 3."""
        size, root = self._head.size, self._head.root
        edge = {tile: tile_width(tile, size) for tile in edge_tiles(size)}
        proven = await self._prove(
            edge,
            await self._source.tiles(edge),
            lambda tiles: span_hash((0, size), tiles) == root,
            Damage(DamageKind.FORK, f"size {size}", _ANOTHER_TREE),
        )
        for tile in reversed(edge):
            await self._descend(tile, proven[tile])

    def root_of(self, size: int) -> bytes:
        """Return the root of the first leaves of the proven tree."""
        return span_hash((0, size), self._kept)

    async def _prove(
        self,
        widths: Mapping[TileId, int],
        found: Tiles,
        leads_there: Callable[[Tiles], bool],
        another: Damage,
    ) -> Tiles:
        """Return tiles that lead to a proven hash, as they must be; name those that are not.

        `another` is what is wrong if they are what lies below them, and neither was signed.
        """
        stored = {tile: found.get(tile, b"") for tile in widths}
        fitting = {tile: _fit(hashes, widths[tile]) for tile, hashes in stored.items()}
        if stored == fitting and leads_there(stored):
            return stored
        below = {tile: await self._from_below(tile, width) for tile, width in widths.items()}
        true = choose(fitting, below, leads_there)
        if true is None and fitting == below:
            self._report(another)
        for tile, hashes in stored.items():
            self._name_tile(tile, hashes, below[tile], None if true is None else true[tile])
        return true or below

    async def _prove_full(self, tile: TileId, found: Tiles, root: bytes) -> bytes:
        """Do step 2; return the tile as it must be."""
        another = Damage(DamageKind.TILE, tile_path(tile), _ANOTHER_TILE)
        proven = await self._prove(
            {tile: TILE_WIDTH}, found, lambda tiles: tile_root(tiles[tile]) == root, another
        )
        return proven[tile]

    def _name_tile(self, tile: TileId, found: bytes, below: bytes, true: bytes | None) -> None:
        wrong = list(differing(found, true or below))
        if not wrong or found == true:
            return  # what lies below is altered, and is named when its turn comes
        if not found:
            detail = "is missing"
        elif true is not None and found.startswith(true):
            detail = "holds more than the tree"
        else:
            detail = f"is altered, at {spans_text(wrong)}"
        if true is None:
            detail += "; or what lies below it is"
        path = tile_path(tile, len(below) // HASH_BYTES)
        self._report(Damage(DamageKind.TILE, path, detail))

    async def _from_below(self, tile: TileId, width: int) -> bytes:
        """Compute a tile from what lies below it; zeroes stand for what is missing there."""
        first = tile.number * TILE_WIDTH
        if tile.level == 0:
            found = await self._source.leaves(first, first + width)
            return b"".join(_NO_HASH if leaf is None else hash_leaf(leaf) for leaf in found)
        roots = []
        for children in _chunks([TileId(tile.level - 1, first + at) for at in range(width)]):
            tiles = await self._source.tiles(children)
            for child in children:
                hashes = tiles.get(child, b"")
                roots.append(tile_root(hashes) if len(hashes) == TILE_BYTES else _NO_HASH)
        return b"".join(roots)

    async def _descend(self, tile: TileId, hashes: bytes) -> None:
        """Examine all that the hashes of a proven tile stand for."""
        self._keep(tile, hashes)
        first = tile.number * TILE_WIDTH
        if tile.level == 0:
            await self._check_leaves(first, hashes)
            return
        roots = {TileId(tile.level - 1, first + at): root for at, root in enumerate(cut(hashes))}
        for children in _chunks([child for child in roots if _end(child) > self._since]):
            found = await self._source.tiles(children)
            proven = {
                child: await self._prove_full(child, found, roots[child]) for child in children
            }
            if tile.level == 1:
                for child, below in proven.items():
                    self._keep(child, below)
                await self._check_leaves(children[0].number * TILE_WIDTH, b"".join(proven.values()))
            else:
                for child, below in proven.items():
                    await self._descend(child, below)

    def _keep(self, tile: TileId, hashes: bytes) -> None:
        """Keep a proven tile that an older root is computed from."""
        if tile in self._kept:
            self._kept[tile] = hashes

    async def _check_leaves(self, first: int, hashes: bytes) -> None:
        """Do step 3 for neighbouring leaves."""
        start, end = max(first, self._since), first + len(hashes) // HASH_BYTES
        if start >= end:
            return
        expected = list(cut(hashes[(start - first) * HASH_BYTES :]))
        leaves = await self._source.leaves(start, end)
        found = [None if leaf is None else hash_leaf(leaf) for leaf in leaves]
        wrong: dict[str, list[int]] = {}
        if found != expected:
            wanted, elsewhere = set(expected), {*self._found_before, *found}
            for index, true, there in zip(range(start, end), expected, found, strict=True):
                if true != there:
                    fault = _fault(true in elsewhere, there, there in wanted)
                    wrong.setdefault(fault, []).append(index)
        self._found_before = found
        for fault, indexes in wrong.items():
            self._report(Damage(DamageKind.LEAF, spans_text(indexes), fault))
        altered = {index for indexes in wrong.values() for index in indexes}
        self._source.compared(start, end, altered)


def _fault(is_elsewhere: bool, there: bytes | None, belongs_elsewhere: bool) -> str:
    if is_elsewhere:
        return "stands at another place"
    if there is None:
        return "is missing"
    return "is gone, and another one stands at its place" if belongs_elsewhere else "is altered"


def _fit(hashes: bytes, width: int) -> bytes:
    return hashes[: width * HASH_BYTES].ljust(width * HASH_BYTES, b"\0")


def _chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), CHUNK_TILES):
        yield items[at : at + CHUNK_TILES]


def _end(tile: TileId) -> int:
    """Return the index after that of the last leaf below a full tile."""
    return (tile.number + 1) << TILE_HEIGHT * (tile.level + 1)

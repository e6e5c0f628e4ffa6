"""A tree compared with the head that was signed for it, hash by hash; what differs is named.

What is proven flows down from the root. The tiles at the right edge lead to the root; each
hash in a proven tile is the root of a tile below it, or the hash of a leaf. So a tile that
does not lead to its proven hash is altered, or what lies below it is: it is computed anew
from there, and where the two differ, the one that leads to the proven hash is the true one.

The leaves are taken from left to right, once. In memory are a chunk of them, and one tile
of each level.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import Protocol, TypeVar

from thiqa.ledger.checkpoint import TreeHead
from thiqa.ledger.damage import Damage, DamageKind, Report, spans_text
from thiqa.ledger.merkle import HASH_BYTES, hash_leaf
from thiqa.ledger.tiles import (
    TILE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileId,
    edge_tiles,
    span_hash,
    tile_path,
    tile_root,
    tile_width,
)

CHUNK_TILES = 16
"""Tiles that are asked for at once, and then their 4,096 leaves."""

MAX_TOLD_APART = 10
"""Hashes of one tile that differ from what lies below: 2**10 ways to choose are tried."""

_NO_HASH = bytes(HASH_BYTES)

Item = TypeVar("Item")


class Source(Protocol):
    """Where tiles and leaves come from."""

    async def tiles(self, wanted: Collection[TileId]) -> Mapping[TileId, bytes]:
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
        edge = edge_tiles(self._head.size)
        proven = await self._prove_edge(edge)
        for tile in reversed(edge):
            await self._descend(tile, proven[tile])

    def root_of(self, size: int) -> bytes:
        """Return the root of the first leaves of the proven tree."""
        return span_hash((0, size), self._kept)

    async def _prove_edge(self, edge: Sequence[TileId]) -> dict[TileId, bytes]:
        """Do step 1; return the proven tiles."""
        widths = [tile_width(tile, self._head.size) * HASH_BYTES for tile in edge]
        stored = await self._source.tiles(edge)
        fitting = [stored.get(tile, b"") for tile in edge]

        def cut(hashes: bytes) -> dict[TileId, bytes]:
            starts = [sum(widths[:at]) for at in range(len(edge))]
            return {
                tile: hashes[start : start + width]
                for tile, start, width in zip(edge, starts, widths, strict=True)
            }

        def is_true(hashes: bytes) -> bool:
            return span_hash((0, self._head.size), cut(hashes)) == self._head.root

        whole = b"".join(fitting)
        if [len(hashes) for hashes in fitting] == widths and is_true(whole):
            return cut(whole)
        below = b"".join(
            [
                await self._from_below(tile, width // HASH_BYTES)
                for tile, width in zip(edge, widths, strict=True)
            ]
        )
        padded = b"".join(
            hashes[:width].ljust(width, b"\0")
            for hashes, width in zip(fitting, widths, strict=True)
        )
        true = _choose(padded, below, is_true)
        if true is None and padded == below:
            other = "the tree is another one than the head that was signed"
            self._report(Damage(DamageKind.FORK, f"size {self._head.size}", other))
            return cut(below)
        for tile, found in zip(edge, fitting, strict=True):
            self._name_tile(tile, found, cut(below)[tile], true and cut(true)[tile])
        return cut(true or below)

    async def _prove(self, tile: TileId, found: bytes, root: bytes) -> bytes:
        """Do step 2 for a full tile; return it as it must be."""
        if len(found) == TILE_BYTES and tile_root(found) == root:
            return found
        below = await self._from_below(tile, TILE_WIDTH)
        padded = found[:TILE_BYTES].ljust(TILE_BYTES, b"\0")
        true = _choose(padded, below, lambda hashes: tile_root(hashes) == root)
        self._name_tile(tile, found, below, true)
        return true or below

    def _name_tile(self, tile: TileId, found: bytes, below: bytes, true: bytes | None) -> None:
        wrong = list(_differing(found, true or below))
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
        roots = {TileId(tile.level - 1, first + at): root for at, root in enumerate(_cut(hashes))}
        for children in _chunks([child for child in roots if _end(child) > self._since]):
            found = await self._source.tiles(children)
            proven = {
                child: await self._prove(child, found.get(child, b""), roots[child])
                for child in children
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
        expected = list(_cut(hashes[(start - first) * HASH_BYTES :]))
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


def _choose(stored: bytes, below: bytes, is_true: Callable[[bytes], bool]) -> bytes | None:
    """Return the hashes that are true where two versions differ; None if no choice leads there."""
    if is_true(below):
        return below
    differing = list(_differing(stored, below))
    if len(differing) > MAX_TOLD_APART:
        return stored if is_true(stored) else None
    for choice in product((stored, below), repeat=len(differing)):
        mixed = bytearray(stored)
        for at, chosen in zip(differing, choice, strict=True):
            span = slice(at * HASH_BYTES, (at + 1) * HASH_BYTES)
            mixed[span] = chosen[span]
        if is_true(bytes(mixed)):
            return bytes(mixed)
    return None


def _differing(some: bytes, others: bytes) -> Iterator[int]:
    length = max(len(some), len(others))
    for at in range(0, length, HASH_BYTES):
        if some[at : at + HASH_BYTES] != others[at : at + HASH_BYTES]:
            yield at // HASH_BYTES


def _cut(hashes: bytes) -> Iterator[bytes]:
    for at in range(0, len(hashes), HASH_BYTES):
        yield hashes[at : at + HASH_BYTES]


def _chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), CHUNK_TILES):
        yield items[at : at + CHUNK_TILES]


def _end(tile: TileId) -> int:
    """Return the index after that of the last leaf below a full tile."""
    return (tile.number + 1) << TILE_HEIGHT * (tile.level + 1)

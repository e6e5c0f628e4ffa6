"""Where the hashes of a tree lie in tiles of height 8 (C2SP tlog-tiles, "Merkle Tree").

A tile is a row of up to 256 hashes, one after the other. A tile of level 0 holds leaf
hashes; each hash of a higher tile is the root of one full tile below. What lies between
two levels is computed from the lower one.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from thiqa.ledger.errors import DamagedTileError
from thiqa.ledger.merkle import EMPTY_ROOT, HASH_BYTES, Span, hash_children, hash_pair

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES

TILES_REMEMBERED = 512
"""By what they hold, so that one that has grown is another; each takes up to 24 kB."""


class TileId(NamedTuple):
    """The place of a tile: its level, and its number from the left."""

    level: int
    number: int


Tiles = Mapping[TileId, bytes]
"""Tiles as they are stored: a partial one may hold more hashes than a smaller tree needs."""


class Subtree(NamedTuple):
    """A complete subtree of 2**level leaves, the number-th of its level from the left."""

    level: int
    number: int

    @property
    def tile(self) -> TileId:
        """The tile that holds this subtree's hash, or the hashes to compute it from."""
        tile_level, height = divmod(self.level, TILE_HEIGHT)
        return TileId(tile_level, self.number << height >> TILE_HEIGHT)


def tile_path(tile: TileId, width: int = TILE_WIDTH) -> str:
    """Return the path below the log's prefix (C2SP tlog-tiles, "Merkle Tree")."""
    thousands, number = divmod(tile.number, 1000)
    path = f"{number:03d}"
    while thousands:
        thousands, number = divmod(thousands, 1000)
        path = f"x{number:03d}/{path}"
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{tile.level}/{path}{partial}"


def tile_width(tile: TileId, size: int) -> int:
    """Return how many hashes a tile holds in a tree of this size (tlog-tiles, "Partial Tiles")."""
    on_this_level = size >> TILE_HEIGHT * tile.level
    return max(0, min(TILE_WIDTH, on_this_level - tile.number * TILE_WIDTH))


def edge_tiles(size: int) -> list[TileId]:
    """Return the partial tiles of a tree of this size, lowest level first."""
    edge: list[TileId] = []
    level, hashes = 0, size
    while hashes > 0:
        if hashes % TILE_WIDTH:
            edge.append(TileId(level, hashes // TILE_WIDTH))
        level, hashes = level + 1, hashes // TILE_WIDTH
    return edge


def complete_subtrees(span: Span) -> Iterator[Subtree]:
    """Cut a subtree of RFC 6962 into complete ones, from left to right."""
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield Subtree(level, start >> level)
        start += 1 << level


def tiles_for(spans: Iterable[Span]) -> set[TileId]:
    """Return the tiles from which the hashes of these subtrees can be computed."""
    return {subtree.tile for span in spans for subtree in complete_subtrees(span)}


def span_hash(span: Span, tiles: Tiles) -> bytes:
    """Compute the hash of a subtree of RFC 6962; raise DamagedTileError if a tile lacks it."""
    hashes = [_subtree_hash(subtree, tiles) for subtree in complete_subtrees(span)]
    return join_from_the_right(hashes)


def tile_root(hashes: bytes) -> bytes:
    """Compute the root of the subtree that a full tile stands for."""
    while len(hashes) > HASH_BYTES:
        hashes = _row_above(hashes)
    return hashes


def join_from_the_right(hashes: list[bytes]) -> bytes:
    """Join the hashes of complete subtrees, largest first, into the hash of all of them."""
    if not hashes:
        return EMPTY_ROOT
    *larger, joined = hashes
    for left in reversed(larger):
        joined = hash_children(left, joined)
    return joined


def _subtree_hash(subtree: Subtree, tiles: Tiles) -> bytes:
    tile = subtree.tile
    height = subtree.level % TILE_HEIGHT
    first = subtree.number << height & TILE_WIDTH - 1
    rows = _rows_of_tile(tiles.get(tile, b""))
    at = (first >> height) * HASH_BYTES
    found = rows[height][at : at + HASH_BYTES] if height < len(rows) else b""
    if len(found) != HASH_BYTES:
        raise DamagedTileError(f"{tile_path(tile)} is missing or too short")
    return found


@lru_cache(TILES_REMEMBERED)
def _rows_of_tile(hashes: bytes) -> list[bytes]:
    """Return the hashes of all complete subtrees that a tile holds, row by row, leaves first."""
    rows = [hashes]
    while len(rows[-1]) >= 2 * HASH_BYTES:
        rows.append(_row_above(rows[-1]))
    return rows


def _row_above(row: bytes) -> bytes:
    pairs = range(0, len(row) - 2 * HASH_BYTES + 1, 2 * HASH_BYTES)
    return b"".join([hash_pair(row[at : at + 2 * HASH_BYTES]) for at in pairs])

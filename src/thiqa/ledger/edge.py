"""The right edge of a growing tree: all that is needed to add leaves and to know the root."""

from collections.abc import Iterable
from dataclasses import dataclass

from thiqa.ledger.errors import DamagedTileError
from thiqa.ledger.merkle import HASH_BYTES, hash_children
from thiqa.ledger.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TileId,
    Tiles,
    complete_subtrees,
    join_from_the_right,
    span_hash,
    tile_path,
    tile_width,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """A tree of `size` leaves, by its largest complete subtrees and its partial tiles."""

    size: int
    peaks: tuple[bytes, ...]
    partial: dict[TileId, bytes]

    @property
    def root(self) -> bytes:
        """The Merkle tree hash of all leaves (RFC 6962, section 2.1)."""
        return join_from_the_right(list(self.peaks))


EMPTY_EDGE = Edge(0, (), {})


def edge_from_tiles(size: int, root: bytes, tiles: Tiles) -> Edge:
    """Take up a stored tree; raise DamagedTileError unless its partial tiles give the root."""
    subtrees = list(complete_subtrees((0, size)))
    peaks = tuple(span_hash(_span(level, number), tiles) for level, number in subtrees)
    partial = {
        tile: hashes[: tile_width(tile, size) * HASH_BYTES] for tile, hashes in tiles.items()
    }
    edge = Edge(size, peaks, partial)
    if edge.root != root:
        paths = ", ".join(tile_path(tile, tile_width(tile, size)) for tile in sorted(partial))
        raise DamagedTileError(f"the root is not the one of {paths}")
    return edge


def extend(edge: Edge, leaf_hashes: Iterable[bytes]) -> tuple[Edge, dict[TileId, bytes]]:
    """Add leaves; return the new edge, and every tile that grew."""
    size, peaks = edge.size, list(edge.peaks)
    tiles = {tile: bytearray(hashes) for tile, hashes in edge.partial.items()}
    grown: set[TileId] = set()

    def put(level: int, number: int, subtree_hash: bytes) -> None:
        tile = TileId(level // TILE_HEIGHT, number // TILE_WIDTH)
        tiles.setdefault(tile, bytearray()).extend(subtree_hash)
        grown.add(tile)

    for leaf_hash in leaf_hashes:
        level, number, joined = 0, size, leaf_hash
        put(level, number, joined)
        while number & 1:
            level, number, joined = level + 1, number >> 1, hash_children(peaks.pop(), joined)
            if level % TILE_HEIGHT == 0:
                put(level, number, joined)
        peaks.append(joined)
        size += 1

    written = {tile: bytes(tiles[tile]) for tile in grown}
    partial = {
        tile: bytes(hashes) for tile, hashes in tiles.items() if tile_width(tile, size) < TILE_WIDTH
    }
    return Edge(size, tuple(peaks), partial), written


def _span(level: int, number: int) -> tuple[int, int]:
    return number << level, (number + 1) << level

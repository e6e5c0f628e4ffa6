"""Where hashes lie in tiles."""

import json
from pathlib import Path

import pytest

from specimen_log import MemoryLog
from thiqa.ledger.edge import EMPTY_EDGE, edge_from_tiles, extend
from thiqa.ledger.errors import DamagedTileError
from thiqa.ledger.merkle import EMPTY_ROOT, hash_leaf
from thiqa.ledger.tiles import (
    TILE_BYTES,
    TileId,
    complete_subtrees,
    edge_tiles,
    span_hash,
    tile_path,
    tile_width,
    tiles_for,
)

RFC_6962 = json.loads(
    (Path(__file__).parents[2] / "vectors" / "merkle" / "rfc6962.json").read_text()
)


def _log(size: int) -> MemoryLog:
    log = MemoryLog()
    log.add_leaf_hashes(hash_leaf(n.to_bytes(4)) for n in range(size))
    return log


@pytest.mark.parametrize(
    ("tile", "width", "path"),
    [
        (TileId(0, 0), 256, "tile/0/000"),
        (TileId(0, 1234067), 256, "tile/0/x001/x234/067"),
        (TileId(1, 999), 17, "tile/1/999.p/17"),
        (TileId(2, 1000), 256, "tile/2/x001/000"),
    ],
)
def test_tiles_have_the_paths_of_the_specification(tile: TileId, width: int, path: str) -> None:
    assert tile_path(tile, width) == path


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specifications_example() -> None:
    widths = [tile_width(TileId(0, n), 70_000) for n in range(275)]
    assert widths == [256] * 273 + [112, 0]
    assert [tile_width(TileId(1, n), 70_000) for n in range(3)] == [256, 17, 0]
    assert [tile_width(TileId(2, n), 70_000) for n in range(2)] == [1, 0]
    assert edge_tiles(70_000) == [TileId(0, 273), TileId(1, 1), TileId(2, 0)]


def test_a_tree_of_one_full_tile_has_a_tile_of_one_hash_above_it() -> None:
    log = _log(256)
    assert {tile: len(hashes) for tile, hashes in log.tiles.items()} == {
        TileId(0, 0): TILE_BYTES,
        TileId(1, 0): 32,
    }
    assert edge_tiles(256) == [TileId(1, 0)]
    assert log.tiles[TileId(1, 0)] == log.head.root


def test_roots_grow_as_published() -> None:
    edge = EMPTY_EDGE
    assert edge.root == EMPTY_ROOT
    for leaf, root in zip(RFC_6962["leaves"], RFC_6962["roots"][1:], strict=True):
        edge, _ = extend(edge, [hash_leaf(bytes.fromhex(leaf))])
        assert edge.root.hex() == root


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_793])
def test_an_edge_taken_up_from_tiles_is_the_one_that_was_left(size: int) -> None:
    log = _log(size)
    tiles = {tile: log.tiles[tile] for tile in edge_tiles(size)}
    assert edge_from_tiles(size, log.head.root, tiles) == log.edge


def test_an_edge_is_taken_up_from_tiles_that_have_grown_since() -> None:
    older, newer = _log(300), _log(600)
    tiles = {tile: newer.tiles[tile] for tile in edge_tiles(300)}
    assert edge_from_tiles(300, older.head.root, tiles) == older.edge


def test_an_edge_is_not_taken_up_from_an_altered_tile() -> None:
    log = _log(300)
    tiles = {tile: log.tiles[tile] for tile in edge_tiles(300)}
    altered = tiles[TileId(0, 1)]
    tiles[TileId(0, 1)] = bytes([altered[0] ^ 1]) + altered[1:]
    with pytest.raises(DamagedTileError, match=r"tile/0/001\.p/44"):
        edge_from_tiles(300, log.head.root, tiles)


def test_a_missing_or_short_tile_is_named() -> None:
    log = _log(300)
    with pytest.raises(DamagedTileError, match="tile/0/000"):
        span_hash((0, 128), {})
    with pytest.raises(DamagedTileError, match="tile/0/001"):
        span_hash((256, 300), {TileId(0, 1): log.tiles[TileId(0, 1)][:-1]})


def test_a_subtree_is_cut_into_complete_ones_from_left_to_right() -> None:
    assert list(complete_subtrees((0, 7))) == [(2, 0), (1, 2), (0, 6)]
    assert list(complete_subtrees((4, 7))) == [(1, 2), (0, 6)]
    assert list(complete_subtrees((0, 0))) == []


def test_few_tiles_are_enough_for_a_proof_in_a_large_tree() -> None:
    assert tiles_for([(0, 2**24)]) == {TileId(3, 0)}
    assert tiles_for([(2**24, 2**24 + 5)]) == {TileId(0, 2**16)}

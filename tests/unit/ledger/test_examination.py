"""A tree compared with its head: everything that is altered is named, and nothing else is."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specimen_log import MemoryLog
from thiqa.ledger.checkpoint import TreeHead
from thiqa.ledger.damage import Damage, spans_text
from thiqa.ledger.examination import examine
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.tiles import TileId, tile_path, tile_root, tile_width

LARGE = 70_000
"""Three levels of tiles."""


@dataclass
class Copy:
    """A tree in memory that a test may alter."""

    leaves_: list[bytes | None]
    tiles_: dict[TileId, bytes]
    asked: set[int] = field(default_factory=set)

    async def tiles(self, wanted: Collection[TileId]) -> Mapping[TileId, bytes]:
        return {tile: self.tiles_[tile] for tile in wanted if tile in self.tiles_}

    async def leaves(self, first: int, end: int) -> Sequence[bytes | None]:
        self.asked.update(range(first, end))
        return [self.leaves_[at] if at < len(self.leaves_) else None for at in range(first, end)]

    def compared(self, first: int, end: int, altered: Collection[int]) -> None:
        self.last = (first, end)


def leaf(number: int) -> bytes:
    return f"leaf {number}".encode()


def tree(size: int, number_of: Callable[[int], int] = lambda n: n) -> tuple[Copy, TreeHead]:
    leaves = [leaf(number_of(n)) for n in range(size)]
    log = MemoryLog()
    log.add_leaf_hashes(map(hash_leaf, leaves))
    return Copy(list(leaves), dict(log.tiles)), log.head


def named(copy: Copy, head: TreeHead, since: int = 0, older: Sequence[TreeHead] = ()) -> list[str]:
    found: list[Damage] = []
    asyncio.run(examine(head, copy, found.append, since=since, older=older))
    return [str(damage) for damage in found]


@pytest.fixture(scope="module")
def large() -> tuple[Copy, TreeHead]:
    return tree(LARGE)


def altered(large: tuple[Copy, TreeHead]) -> Copy:
    return Copy(list(large[0].leaves_), dict(large[0].tiles_))


def flipped(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 600, 65_536, 65_537, LARGE])
def test_nothing_is_named_in_a_whole_tree(size: int) -> None:
    copy, head = tree(size)
    beginnings = [tree(n)[1] for n in (0, 1, size // 2, size) if n <= size]
    assert named(copy, head, older=beginnings) == []
    assert copy.asked == set(range(size))


@given(st.data(), st.sampled_from([1, 2, 255, 256, 257, 600]))
@settings(max_examples=150)
def test_any_one_flipped_byte_of_a_tile_is_named_where_it_is(
    data: st.DataObject, size: int
) -> None:
    copy, head = tree(size)
    tile = data.draw(st.sampled_from(sorted(copy.tiles_)))
    at = data.draw(st.integers(0, len(copy.tiles_[tile]) - 1))
    copy.tiles_[tile] = flipped(copy.tiles_[tile], at)
    path = tile_path(tile, tile_width(tile, size))
    assert named(copy, head) == [f"tile {path}: is altered, at {at // 32}"]


@given(st.data(), st.sampled_from([2, 256, 257, 600]))
@settings(max_examples=150)
def test_whatever_is_altered_together_something_is_named(data: st.DataObject, size: int) -> None:
    copy, head = tree(size)
    whole = copy.leaves_[:], dict(copy.tiles_)
    some = st.sampled_from([leaf(0), leaf(1), leaf(size - 1), b"forged", None])
    for _ in range(data.draw(st.integers(1, 3))):
        copy.leaves_[data.draw(st.integers(0, size - 1))] = data.draw(some)
    for _ in range(data.draw(st.integers(0, 3))):
        tile = data.draw(st.sampled_from(sorted(copy.tiles_)))
        at = 32 * data.draw(st.integers(0, len(copy.tiles_[tile]) // 32 - 1))
        hashes, forged = copy.tiles_[tile], hash_leaf(data.draw(some) or b"")
        copy.tiles_[tile] = hashes[:at] + forged + hashes[at + 32 :]
    assert bool(named(copy, head)) == ((copy.leaves_, copy.tiles_) != whole)


@pytest.mark.parametrize(
    ("tile", "at"),
    [(TileId(0, 100), 5), (TileId(0, 273), 3), (TileId(1, 0), 77), (TileId(2, 0), 0)],
)
def test_a_flipped_byte_on_each_level_is_named(
    large: tuple[Copy, TreeHead], tile: TileId, at: int
) -> None:
    copy, head = altered(large), large[1]
    copy.tiles_[tile] = flipped(copy.tiles_[tile], 32 * at)
    path = tile_path(tile, tile_width(tile, LARGE))
    assert named(copy, head) == [f"tile {path}: is altered, at {at}"]


@pytest.mark.parametrize("tile", [TileId(0, 0), TileId(0, 273), TileId(1, 0), TileId(2, 0)])
def test_a_lost_tile_is_named(large: tuple[Copy, TreeHead], tile: TileId) -> None:
    copy, head = altered(large), large[1]
    del copy.tiles_[tile]
    path = tile_path(tile, tile_width(tile, LARGE))
    assert named(copy, head) == [f"tile {path}: is missing"]


@pytest.mark.parametrize("tile", [TileId(0, 0), TileId(0, 273), TileId(1, 0), TileId(1, 1)])
def test_a_tile_of_another_length_is_named(large: tuple[Copy, TreeHead], tile: TileId) -> None:
    head, path = large[1], tile_path(tile, width := tile_width(tile, LARGE))
    longer, shorter = altered(large), altered(large)
    longer.tiles_[tile] += bytes(32)
    shorter.tiles_[tile] = shorter.tiles_[tile][:-1]
    assert named(longer, head) == [f"tile {path}: holds more than the tree"]
    assert named(shorter, head) == [f"tile {path}: is altered, at {width - 1}"]


def test_an_altered_leaf_a_lost_one_and_an_altered_tile_are_told_apart(
    large: tuple[Copy, TreeHead],
) -> None:
    copy, head = altered(large), large[1]
    copy.leaves_[300], copy.leaves_[LARGE - 1] = b"forged", b"forged"
    copy.leaves_[301] = None
    copy.tiles_[TileId(0, 1)] = flipped(copy.tiles_[TileId(0, 1)], 32 * 99)
    copy.tiles_[TileId(1, 0)] = flipped(copy.tiles_[TileId(1, 0)], 32 * 2)
    assert named(copy, head) == [
        "tile tile/1/000: is altered, at 2",
        "tile tile/0/001: is altered, at 99",
        "leaf 300: is altered",
        "leaf 301: is missing",
        f"leaf {LARGE - 1}: is altered",
    ]


def test_when_a_tile_and_one_below_it_are_altered_at_one_place_both_are_named(
    large: tuple[Copy, TreeHead],
) -> None:
    copy, head = altered(large), large[1]
    copy.tiles_[TileId(1, 0)] = flipped(copy.tiles_[TileId(1, 0)], 32 * 3)
    copy.tiles_[TileId(0, 3)] = flipped(copy.tiles_[TileId(0, 3)], 32 * 9)
    first, *_ = named(copy, head)
    assert first == "tile tile/1/000: is altered, at 3; or what lies below it is"


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_an_altered_leaf_whose_tiles_were_made_to_fit_is_named(
    large: tuple[Copy, TreeHead], levels: int
) -> None:
    copy, head = altered(large), large[1]
    copy.leaves_[300] = b"forged"
    forged = hash_leaf(b"forged")
    for level, at in enumerate((300, 1, 0)[:levels]):
        tile = TileId(level, at // 256)
        hashes, start = copy.tiles_[tile], 32 * (at % 256)
        copy.tiles_[tile] = hashes[:start] + forged + hashes[start + 32 :]
        forged = tile_root(copy.tiles_[tile]) if level < 2 else b""
    another = "is another one than was signed, and so is what lies below it"
    assert (
        named(copy, head)
        == [
            [f"tile tile/0/001: {another}"],
            [f"tile tile/1/000: {another}"],
            [f"fork size {LARGE}: the tree is another one than the head that was signed"],
        ][levels - 1]
    )


def test_a_removed_leaf_is_told_apart_from_those_that_moved_up() -> None:
    copy, head = tree(600)
    copy.leaves_ = [*copy.leaves_[:7], *copy.leaves_[8:], None]
    assert named(copy, head) == [
        "leaf 7: is gone, and another one stands at its place",
        "leaf 8-511: stands at another place",
        "leaf 512-599: stands at another place",
    ]


def test_two_leaves_that_changed_places_are_named() -> None:
    copy, head = tree(300)
    copy.leaves_[3], copy.leaves_[180] = copy.leaves_[180], copy.leaves_[3]
    assert named(copy, head) == ["leaf 3, 180: stands at another place"]


def test_a_tree_that_is_whole_and_another_one_is_a_fork() -> None:
    _, head = tree(600)
    other, _ = tree(600, lambda n: n if n < 500 else -n)
    assert named(other, head) == [
        "fork size 600: the tree is another one than the head that was signed"
    ]


@pytest.mark.parametrize("old_size", [1, 255, 256, 300, 512, 599, 600])
def test_an_older_head_of_another_history_is_a_fork(old_size: int) -> None:
    copy, head = tree(600)
    _, other = tree(old_size, lambda n: n if n < old_size - 1 else -1 - n)
    assert named(copy, head, older=[tree(old_size)[1], other]) == [
        f"fork size {old_size}: its head is not that of the beginning of the tree"
    ]


@pytest.mark.parametrize("since", [0, 1, 255, 256, 300, 511, 512, 599, 600])
def test_what_was_examined_before_is_not_asked_for_again(since: int) -> None:
    copy, head = tree(600)
    assert named(copy, head, since=since, older=[tree(since)[1]]) == []
    assert copy.asked == set(range(since, 600))
    copy.leaves_[599] = b"forged"
    expected = ["leaf 599: is altered"] if since < 600 else []
    assert named(copy, head, since=since) == expected


@pytest.mark.parametrize("old", [1, 256, 300, 65_536, 69_000])
def test_the_beginning_of_a_large_tree_is_proven_from_what_is_new(
    large: tuple[Copy, TreeHead], old: int
) -> None:
    copy, head = large
    assert named(copy, head, since=old, older=[tree(old)[1]]) == []
    _, other = tree(old, lambda n: n or -1)
    assert len(named(copy, head, since=old, older=[other])) == 1


def test_runs_of_numbers_are_put_together() -> None:
    assert spans_text([]) == ""
    assert spans_text([3, 7, 8, 9, 11]) == "3, 7-9, 11"

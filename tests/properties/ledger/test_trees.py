"""Trees of any size, cut into batches anywhere."""

from hypothesis import given, settings
from hypothesis import strategies as st

from specimen_log import MemoryLog
from thiqa.ledger.edge import EMPTY_EDGE, extend
from thiqa.ledger.errors import LedgerError
from thiqa.ledger.merkle import (
    EMPTY_ROOT,
    hash_children,
    hash_leaf,
    split_point,
    verify_consistency,
    verify_inclusion,
)
from thiqa.ledger.tiles import TILE_BYTES, TileId, tile_width

SIZES = st.integers(1, 1_200)
LEAVES = [hash_leaf(n.to_bytes(4)) for n in range(1_200)]


def _root_by_definition(hashes: list[bytes]) -> bytes:
    """Compute the root as RFC 6962, section 2.1 defines it."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    middle = split_point(len(hashes))
    return hash_children(_root_by_definition(hashes[:middle]), _root_by_definition(hashes[middle:]))


def _log(size: int) -> MemoryLog:
    log = MemoryLog()
    log.add_leaf_hashes(LEAVES[:size])
    return log


@given(size=SIZES)
@settings(max_examples=40)
def test_the_root_is_the_one_of_the_definition(size: int) -> None:
    assert _log(size).head.root == _root_by_definition(LEAVES[:size])


@given(size=SIZES, cuts=st.lists(SIZES, max_size=5))
@settings(max_examples=40)
def test_batches_do_not_change_the_tree(size: int, cuts: list[int]) -> None:
    whole, in_parts, done = _log(size), MemoryLog(), 0
    for cut in [*sorted(cut for cut in cuts if cut < size), size]:
        in_parts.add_leaf_hashes(LEAVES[done:cut])
        done = cut
    assert in_parts.edge == whole.edge
    assert in_parts.tiles == whole.tiles


@given(size=SIZES, more=st.integers(0, 600))
@settings(max_examples=40)
def test_tiles_only_grow_and_full_ones_stay(size: int, more: int) -> None:
    log = _log(size)
    _, grown = extend(log.edge, LEAVES[: more or 1])
    for tile, hashes in grown.items():
        before = log.tiles.get(tile, b"")
        assert hashes.startswith(before)
        assert len(before) < TILE_BYTES
        assert len(hashes) == tile_width(tile, size + (more or 1)) * 32


@given(data=st.data())
@settings(max_examples=60)
def test_every_leaf_of_every_tree_has_its_proof(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    log = _log(size)
    verify_inclusion(
        index=index,
        size=size,
        leaf_hash=LEAVES[index],
        proof=log.inclusion(index),
        root=log.head.root,
    )


@given(data=st.data())
@settings(max_examples=60)
def test_every_tree_is_a_beginning_of_every_larger_one(data: st.DataObject) -> None:
    new_size = data.draw(SIZES)
    old_size = data.draw(st.integers(1, new_size))
    log = _log(new_size)
    verify_consistency(
        old_size=old_size,
        new_size=new_size,
        old_root=_log(old_size).head.root,
        new_root=log.head.root,
        proof=log.consistency(old_size),
    )


@given(data=st.data())
@settings(max_examples=150)
def test_a_proof_that_was_changed_anywhere_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 600))
    index = data.draw(st.integers(0, size - 1))
    log = _log(size)
    proof = list(log.inclusion(index))
    change = data.draw(st.sampled_from(["bit", "drop", "repeat", "swap", "index", "size"]))
    claimed_index, claimed_size = index, size
    at = data.draw(st.integers(0, len(proof) - 1))
    if change == "bit":
        flipped = bytearray(proof[at])
        flipped[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
        proof[at] = bytes(flipped)
    elif change == "drop":
        del proof[at]
    elif change == "repeat":
        proof.insert(at, proof[at])
    elif change == "swap" and at > 0:
        proof[at], proof[at - 1] = proof[at - 1], proof[at]
    elif change == "index":
        claimed_index = data.draw(st.integers(-2, size + 2).filter(lambda other: other != index))
    else:
        claimed_index = size
    try:
        verify_inclusion(
            index=claimed_index,
            size=claimed_size,
            leaf_hash=LEAVES[index],
            proof=proof,
            root=log.head.root,
        )
    except LedgerError:
        return
    raise AssertionError(f"a proof with a changed {change} was accepted")


@given(level=st.integers(0, 3), number=st.integers(0, 2**30), size=st.integers(0, 2**40))
def test_a_tile_has_the_width_of_the_definition(level: int, number: int, size: int) -> None:
    tile = TileId(level, number)
    first = number * 256 ** (level + 1)
    expected = max(0, min(256, (size - first) // 256**level)) if size >= first else 0
    assert tile_width(tile, size) == expected


def test_an_empty_tree_has_no_peaks() -> None:
    assert extend(EMPTY_EDGE, []) == (EMPTY_EDGE, {})

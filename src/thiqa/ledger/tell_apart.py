"""Two versions of the same hashes: which of them is the true one, place by place."""

from collections.abc import Callable, Iterator
from itertools import product

from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.tiles import Tiles

MAX_TOLD_APART = 10
"""Places that differ, for which 2**10 ways to choose are tried."""


def choose(some: Tiles, others: Tiles, leads_there: Callable[[Tiles], bool]) -> Tiles | None:
    """Return the mixture of two versions that leads to a known hash; None if there is none."""
    if leads_there(others):
        return others
    places = [(tile, at) for tile in some for at in differing(some[tile], others[tile])]
    if len(places) > MAX_TOLD_APART:
        return some if leads_there(some) else None
    for choice in product((some, others), repeat=len(places)):
        mixed = {tile: bytearray(hashes) for tile, hashes in some.items()}
        for (tile, at), chosen in zip(places, choice, strict=True):
            place = slice(at * HASH_BYTES, (at + 1) * HASH_BYTES)
            mixed[tile][place] = chosen[tile][place]
        tiles = {tile: bytes(hashes) for tile, hashes in mixed.items()}
        if leads_there(tiles):
            return tiles
    return None


def differing(some: bytes, others: bytes) -> Iterator[int]:
    """Give the places at which two rows of hashes differ."""
    for at in range(0, max(len(some), len(others)), HASH_BYTES):
        if some[at : at + HASH_BYTES] != others[at : at + HASH_BYTES]:
            yield at // HASH_BYTES


def cut(hashes: bytes) -> Iterator[bytes]:
    """Give the hashes of a row one by one."""
    for at in range(0, len(hashes), HASH_BYTES):
        yield hashes[at : at + HASH_BYTES]

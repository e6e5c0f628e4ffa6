"""The Merkle tree of RFC 6962, section 2.1: hashes, and what a proof must lead to.

A subtree is named by the leaves it spans, as (start, end): end is not included.
"""

import hashlib
from collections.abc import Sequence

from thiqa.ledger.errors import ConsistencyError, InclusionError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"

Span = tuple[int, int]


def hash_leaf(leaf: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(LEAF_PREFIX + leaf).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962, section 2.1)."""
    return hash_pair(left + right)


def hash_pair(children: bytes) -> bytes:
    """Return the hash of an inner node, its two children given as one value."""
    return hashlib.sha256(NODE_PREFIX + children).digest()


def split_point(leaves: int) -> int:
    """Return the largest power of two smaller than the number of leaves."""
    return 1 << (leaves - 1).bit_length() - 1


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the siblings on the way from a leaf to the root (RFC 6962, section 2.1.1)."""
    start, end = 0, size
    siblings: list[Span] = []
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return siblings[::-1]


def consistency_spans(old_size: int, new_size: int) -> list[Span]:
    """Return the subtrees that join an older tree to a newer one (RFC 6962, section 2.1.2)."""
    start, end = 0, new_size
    siblings: list[Span] = []
    while end != old_size:
        middle = start + split_point(end - start)
        if old_size <= middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    if start > 0:
        siblings.append((start, end))
    return siblings[::-1]


def verify_inclusion(
    *, index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf is in a tree (RFC 6962, section 2.1.1); raise InclusionError if not.

    1. the leaf has a place in a tree of this size;
    2. the leaf's hash is one, and the proof has one for each level, neither more nor less;
    3. the hashes lead from the leaf to the root.
    """
    if not 0 <= index < size:  # 1
        raise InclusionError("the leaf's index is outside of the tree")
    siblings = inclusion_spans(index, size)
    if len(leaf_hash) != HASH_BYTES or not _one_hash_each(proof, siblings):  # 2
        raise InclusionError("the inclusion proof does not have the length that the tree asks for")
    computed = leaf_hash
    for (_, end), sibling in zip(siblings, proof, strict=True):  # 3
        on_the_left = end <= index
        computed = (
            hash_children(sibling, computed) if on_the_left else hash_children(computed, sibling)
        )
    if computed != root:
        raise InclusionError("the inclusion proof does not lead to the root")


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that a tree is a beginning of another (RFC 6962, section 2.1.2).

    Raises ConsistencyError. An empty older tree proves nothing, and is refused.

    1. the older tree has leaves, and is not larger than the newer one;
    2. the proof has one hash for each subtree, neither more nor less;
    3. the hashes lead to the older root;
    4. and to the newer one.
    """
    if not 0 < old_size <= new_size:  # 1
        raise ConsistencyError("the sizes are not those of an older and a newer tree")
    subtrees = consistency_spans(old_size, new_size)
    if not _one_hash_each(proof, subtrees):  # 2
        raise ConsistencyError("the consistency proof does not have the length that it must have")
    old = new = old_root
    for (start, end), subtree in zip(subtrees, proof, strict=True):
        if end == old_size:
            old = new = subtree
        elif start >= old_size:
            new = hash_children(new, subtree)
        else:
            old, new = hash_children(subtree, old), hash_children(subtree, new)
    if old != old_root:  # 3
        raise ConsistencyError("the consistency proof does not lead to the older root")
    if new != new_root:  # 4
        raise ConsistencyError("the consistency proof does not lead to the newer root")


def _one_hash_each(proof: Sequence[bytes], spans: Sequence[Span]) -> bool:
    return len(proof) == len(spans) and all(len(sibling) == HASH_BYTES for sibling in proof)

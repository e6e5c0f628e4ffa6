"""The Merkle tree of RFC 6962, section 2.1: hashes, and what a proof must lead to.

A subtree is named by the leaves it spans, as (start, end): end is not included. Those that a
proof may be about are valid by draft-ietf-plants-merkle-tree-certs, section 4.1; a tree is one.
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
    return subtree_consistency_spans((0, old_size), new_size)


def subtree_consistency_spans(subtree: Span, size: int) -> list[Span]:
    """Return the subtrees that join a valid one to its tree (merkle-tree-certs, section 4.4)."""
    first, last = subtree
    start, end = 0, size
    siblings: list[Span] = []
    while (start, end) != (first, last):
        middle = start + split_point(end - start)
        if last <= middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start, first = middle, max(middle, first)
    if first > subtree[0]:
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
    computed = root_of_inclusion(index=index, size=size, leaf_hash=leaf_hash, proof=proof)  # 1, 2
    if computed != root:  # 3
        raise InclusionError("the inclusion proof does not lead to the root")


def root_of_inclusion(*, index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes]) -> bytes:
    """Return the root that a proof leads to; do steps 1 and 2 of `verify_inclusion`."""
    if not 0 <= index < size:  # 1
        raise InclusionError("the leaf's index is outside of the tree")
    siblings = inclusion_spans(index, size)
    if len(leaf_hash) != HASH_BYTES or not _one_hash_each(proof, siblings):  # 2
        raise InclusionError("the inclusion proof does not have the length that the tree asks for")
    computed = leaf_hash
    for (_, end), sibling in zip(siblings, proof, strict=True):
        on_the_left = end <= index
        computed = (
            hash_children(sibling, computed) if on_the_left else hash_children(computed, sibling)
        )
    return computed


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
    _verify_subtree((0, old_size), new_size, old_root, new_root, proof)  # 2 to 4


def verify_subtree_inclusion(
    *, index: int, subtree: Span, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf is in a subtree (merkle-tree-certs, section 4.3)."""
    start, end = subtree
    if not _is_valid(subtree):
        raise InclusionError("no tree has such a subtree")
    verify_inclusion(
        index=index - start, size=end - start, leaf_hash=leaf_hash, proof=proof, root=root
    )


def verify_subtree_consistency(
    *, subtree: Span, size: int, subtree_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that a subtree is a part of a tree (merkle-tree-certs, section 4.4).

    Raises ConsistencyError. An empty subtree is a part of every tree.
    """
    start, end = subtree
    if not _is_valid(subtree) or end > size:
        raise ConsistencyError("the tree has no such subtree")
    if start < end:
        _verify_subtree(subtree, size, subtree_root, root, proof)
    elif proof or subtree_root != EMPTY_ROOT:
        raise ConsistencyError("an empty subtree has the root of nothing, and nothing to prove")


def _is_valid(subtree: Span) -> bool:
    """Tell whether the hash of a subtree is in every tree that reaches over it (section 4.1)."""
    start, end = subtree
    return 0 <= start <= end and start % (1 << max(0, end - start - 1).bit_length()) == 0


def _verify_subtree(
    subtree: Span, size: int, subtree_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """Do steps 2 to 4 of `verify_consistency` for any subtree that has leaves."""
    first, last = subtree
    siblings = subtree_consistency_spans(subtree, size)
    if not _one_hash_each(proof, siblings):  # 2
        raise ConsistencyError("the consistency proof does not have the length that it must have")
    inner = outer = subtree_root
    for (start, end), sibling in zip(siblings, proof, strict=True):
        if end == last:
            inner = outer = sibling
        elif start >= last:
            outer = hash_children(outer, sibling)
        else:
            outer = hash_children(sibling, outer)
            inner = hash_children(sibling, inner) if start >= first else inner
    if inner != subtree_root:  # 3
        raise ConsistencyError("the consistency proof does not lead to the older root")
    if outer != root:  # 4
        raise ConsistencyError("the consistency proof does not lead to the newer root")


def _one_hash_each(proof: Sequence[bytes], spans: Sequence[Span]) -> bool:
    return len(proof) == len(spans) and all(len(sibling) == HASH_BYTES for sibling in proof)

"""Every subtree of every small tree against the values that a draft publishes for all of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from specimen_log import MemoryLog
from thiqa.ledger.merkle import (
    Span,
    hash_leaf,
    inclusion_spans,
    subtree_consistency_spans,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)
from thiqa.ledger.tiles import span_hash

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "merkle" / "subtrees.json").read_text()
)
LEAVES = [hash_leaf(bytes([n])) for n in range(VECTORS["leaves"])]


@cache
def _log() -> MemoryLog:
    log = MemoryLog()
    log.add_leaf_hashes(LEAVES)
    return log


@cache
def _hash(span: Span) -> bytes:
    return span_hash(span, _log().tiles)


def _valid_subtrees(last: int) -> Iterator[Span]:
    """Yield those up to a leaf, as merkle-tree-certs, section 4.1 defines them."""
    for end in range(last + 1):
        for start in range(end + 1):
            ceiling = 1
            while ceiling < end - start:
                ceiling *= 2
            if start % ceiling == 0:
                yield start, end


def _digest(lines: Iterable[tuple[str, Sequence[bytes]]]) -> str:
    digest = hashlib.sha256()
    for title, hashes in lines:
        digest.update(" ".join([title, *(each.hex() for each in hashes)]).encode() + b"\n")
    return digest.hexdigest()


def test_all_subtrees_have_the_published_hashes() -> None:
    lines = ((f"[{span[0]}, {span[1]})", [_hash(span)]) for span in _valid_subtrees(len(LEAVES)))
    assert _digest(lines) == VECTORS["hashes"]


def test_all_leaves_of_all_subtrees_have_the_published_proofs_and_these_hold() -> None:
    def proofs() -> Iterator[tuple[str, Sequence[bytes]]]:
        for start, end in _valid_subtrees(len(LEAVES)):
            for index in range(start, end):
                spans = inclusion_spans(index - start, end - start)
                proof = [_hash((start + first, start + last)) for first, last in spans]
                verify_subtree_inclusion(
                    index=index,
                    subtree=(start, end),
                    leaf_hash=LEAVES[index],
                    proof=proof,
                    root=_hash((start, end)),
                )
                yield f"{index} [{start}, {end})", proof

    assert _digest(proofs()) == VECTORS["inclusion"]


def test_all_subtrees_of_all_trees_have_the_published_proofs_and_these_hold() -> None:
    def proofs() -> Iterator[tuple[str, Sequence[bytes]]]:
        for size in range(len(LEAVES) + 1):
            for subtree in _valid_subtrees(size):
                is_empty = subtree[0] == subtree[1]
                spans = [] if is_empty else subtree_consistency_spans(subtree, size)
                proof = [_hash(span) for span in spans]
                verify_subtree_consistency(
                    subtree=subtree,
                    size=size,
                    subtree_root=_hash(subtree),
                    root=_hash((0, size)),
                    proof=proof,
                )
                yield f"[{subtree[0]}, {subtree[1]}) {size}", proof

    assert _digest(proofs()) == VECTORS["consistency"]

"""A witness for tests, and logs that come to it: honest ones, and one that shows two trees."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from specimen_log import NOON, MemoryLog, signer
from thiqa.base import b64encode
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.ledger.cosignature import Cosignature, CosignatureKey, verify_cosignatures
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.merkle import EMPTY_ROOT, consistency_spans, hash_leaf
from thiqa.ledger.note import parse_note, parse_signatures
from thiqa.ledger.tiles import span_hash
from thiqa.witness import KnownLog, make_folder, open_folder

NAME = "newspaper.example/w1"
SIZES = 600
"""How far a witnessed log can grow: past a tile."""


@dataclass
class WitnessedLog:
    """A log of numbered leaves, by their story, that can show itself at each of its sizes."""

    by: NoteSigner = field(default_factory=signer)
    story: str = "true"
    tree: MemoryLog = field(init=False)

    def __post_init__(self) -> None:
        self.tree = MemoryLog()
        self.tree.add_leaf_hashes(
            hash_leaf(f"{self.story} {number}".encode()) for number in range(SIZES)
        )

    @property
    def known(self) -> KnownLog:
        """What a witness must know of it."""
        return KnownLog(self.by.name, self.by.verifier_key)

    def head(self, size: int) -> TreeHead:
        """Return the tree at a size."""
        return TreeHead(size, span_hash((0, size), self.tree.tiles) if size else EMPTY_ROOT)

    def checkpoint(self, size: int) -> str:
        """Return the signed tree at a size."""
        return sign_checkpoint(self.head(size), self.by)

    def proof(self, old: int, new: int) -> list[bytes]:
        """Return the proof that the tree at one size begins the one at another."""
        spans = consistency_spans(old, new) if 0 < old <= new else []
        return [span_hash(span, self.tree.tiles) for span in spans]

    def request(self, old: int, new: int) -> bytes:
        """Return the honest request to cosign a size after another one."""
        return add_checkpoint(old, self.proof(old, new), self.checkpoint(new))


def add_checkpoint(old: object, proof: Sequence[bytes], checkpoint: str) -> bytes:
    """Return the body of a request (C2SP tlog-witness, "add-checkpoint")."""
    lines = [f"old {old}", *map(b64encode, proof), "", checkpoint]
    return "\n".join(lines).encode()


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        """Return the time."""
        return self.now


def verified(answer: str, checkpoint: str, key: CosignatureKey) -> Cosignature:
    """Return the one cosignature by a key that an answer holds for a checkpoint, verified."""
    text, _ = parse_note(checkpoint)
    [cosignature] = verify_cosignatures(text, parse_signatures(answer), [key])
    return cosignature


def new_witness(folder: Path, *logs: WitnessedLog) -> CosignatureKey:
    """Make a witness that knows some logs."""
    key = make_folder(folder, NAME)
    with open_folder(folder, Clock()) as opened:
        for log in logs:
            opened.store.add_log(log.known)
    return key

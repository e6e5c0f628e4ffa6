"""Checkpoints (C2SP tlog-checkpoint v1.0): the signed head of the log at one size."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from thiqa.base import EncodingError, b64decode, b64encode
from thiqa.ledger.errors import CheckpointFormatError, WrongOriginError
from thiqa.ledger.keys import Signer, Verifier
from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.note import open_note, sign_note

MAX_TREE_SIZE = 2**63 - 1
"""What a column of the database holds; C2SP sets no limit."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A tree by its size and its root hash."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class VerifiedCheckpoint:
    """A head that the log of this origin has signed; only `verify_checkpoint` makes one."""

    origin: str
    head: TreeHead
    signed_by: tuple[Verifier, ...]


def sign_checkpoint(head: TreeHead, signer: Signer) -> str:
    """Return the signed note of a head; its origin is the signer's name."""
    return sign_note(f"{signer.name}\n{head.size}\n{b64encode(head.root)}\n", [signer])


def verify_checkpoint(
    note: str, *, origin: str, known_keys: Sequence[Verifier]
) -> VerifiedCheckpoint:
    """Check that a checkpoint is of this log and signed by a key that we trust.

    1. it is a note that one of the keys has signed;
    2. its body has the form of a checkpoint;
    3. its origin is that of the log.
    """
    verified = open_note(note, known_keys)  # 1
    found_origin, head = parse_checkpoint_body(verified.text)  # 2
    if found_origin != origin:  # 3
        raise WrongOriginError(f"the checkpoint is of another log than {origin}")
    return VerifiedCheckpoint(origin, head, verified.signed_by)


def parse_checkpoint_body(text: str) -> tuple[str, TreeHead]:
    """Read origin, size and root (C2SP tlog-checkpoint, "Note text")."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise CheckpointFormatError("a checkpoint has at least three lines, none of them empty")
    origin, size, root = lines[:3]
    try:
        root_hash = b64decode(root)
    except EncodingError as error:
        raise CheckpointFormatError("the root hash is not base64") from error
    if len(root_hash) != HASH_BYTES:
        raise CheckpointFormatError("the root hash does not have 32 bytes")
    return origin, TreeHead(parse_decimal(size), root_hash)


def parse_decimal(text: str) -> int:
    """Read a tree size or an index: ASCII decimal without leading zeroes."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_TREE_SIZE:
        raise CheckpointFormatError("not a decimal number of a tree's size")
    return int(text)

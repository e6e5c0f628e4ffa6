"""Checkpoints (C2SP tlog-checkpoint v1.0): the signed head of the log at one size."""

import re
from dataclasses import dataclass

from thiqa.base import EncodingError, b64decode, b64encode
from thiqa.ledger.cosignature import Cosignature, verify_cosignatures
from thiqa.ledger.errors import CheckpointFormatError, UnknownKeyError, WrongOriginError
from thiqa.ledger.keys import Signer, VerifierKey
from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.note import parse_note, sign_note, verify_signatures
from thiqa.ledger.policy import LogPolicy

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
    """A head that a policy accepts; only `verify_checkpoint` makes one."""

    origin: str
    head: TreeHead
    signed_by: tuple[VerifierKey, ...]
    cosigned_by: tuple[Cosignature, ...]
    """By witnesses of the policy, each with its time."""


def sign_checkpoint(head: TreeHead, signer: Signer) -> str:
    """Return the signed note of a head; its origin is the signer's name."""
    return sign_note(checkpoint_text(signer.name, head), [signer])


def checkpoint_text(origin: str, head: TreeHead) -> str:
    """Return what is signed of a head (C2SP tlog-checkpoint, "Note text")."""
    return f"{origin}\n{head.size}\n{b64encode(head.root)}\n"


def verify_checkpoint(note: str, policy: LogPolicy) -> VerifiedCheckpoint:
    """Check that a checkpoint is one that a policy accepts (C2SP tlog-policy).

    1. it is a note;
    2. its body has the form of a checkpoint;
    3. its origin is that of a log of the policy;
    4. a key of this log has signed, and each signature by one holds;
    5. each cosignature by a witness of the policy holds;
    6. those who have cosigned are a quorum.

    The times of cosignatures are told, and none is refused (C2SP tlog-proof, "Use of timestamps").
    """
    text, signatures = parse_note(note)  # 1
    origin, head = parse_checkpoint_body(text)  # 2
    log_keys = policy.keys_of_log(origin)
    if not log_keys:  # 3
        raise WrongOriginError("the checkpoint is of another log")
    signed_by = tuple(verify_signatures(text, signatures, log_keys))
    if not signed_by:  # 4
        raise UnknownKeyError("no signature of the checkpoint is by a key of the log")
    witnesses = [witness.key for witness in policy.witnesses]
    cosigned_by = verify_cosignatures(text, signatures, witnesses)  # 5
    policy.check_quorum([cosignature.key for cosignature in cosigned_by])  # 6
    return VerifiedCheckpoint(origin, head, signed_by, cosigned_by)


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

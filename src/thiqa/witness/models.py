"""What a witness knows: logs, what it has seen of them, and what some of them did."""

import hashlib
from dataclasses import dataclass

from thiqa.ledger.checkpoint import TreeHead
from thiqa.ledger.cosignature import MAX_SUBTREE_NAME_BYTES
from thiqa.ledger.errors import CheckpointFormatError
from thiqa.ledger.keys import VerifierKey


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log that we cosign for: its origin, and a key by which it signs."""

    origin: str
    key: VerifierKey

    def __post_init__(self) -> None:
        in_one_line = self.origin.isprintable()
        if not in_one_line or not 0 < len(self.origin.encode()) <= MAX_SUBTREE_NAME_BYTES:
            raise CheckpointFormatError("an origin is a line of 1 to 255 bytes")


@dataclass(frozen=True, slots=True)
class Seen:
    """The last checkpoint of a log that this witness vouches for, and since when."""

    head: TreeHead
    checkpoint: str
    """The note, with the signatures of the log that were verified."""
    cosigned_at: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Two checkpoints of one size and of different trees, both signed by the log."""

    origin: str
    checkpoint: str
    other: str
    noticed_at: int


def hash_origin(origin: str) -> str:
    """Return the name of a log in the addresses of a witness (C2SP tlog-witness, "Monitor")."""
    return hashlib.sha256(origin.encode()).hexdigest()

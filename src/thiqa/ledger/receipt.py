"""Receipts: the proof that an entry is in the log, in one text (C2SP tlog-proof).

The extra data of the proof is the leaf, a newline, and the opening; canonical JSON has
no newline of its own. So the text alone, with the log's public key, says what happened
and shows that it is on the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from thiqa.base import EncodingError, b64decode, b64encode
from thiqa.ledger.checkpoint import (
    VerifiedCheckpoint,
    parse_decimal,
    verify_checkpoint,
)
from thiqa.ledger.entry import (
    MAX_LEAF_CHARACTERS,
    MAX_OPENING_CHARACTERS,
    OpenedEntry,
    open_entry,
)
from thiqa.ledger.errors import CheckpointFormatError, ReceiptFormatError
from thiqa.ledger.merkle import HASH_BYTES, hash_leaf, verify_inclusion
from thiqa.ledger.note import MAX_NOTE_CHARACTERS
from thiqa.ledger.policy import LogPolicy

RECEIPT_HEADER = "c2sp.org/tlog-proof@v1"
"""C2SP tlog-proof, introduction."""

MAX_PROOF_HASHES = 63
"""The depth of a tree of MAX_TREE_SIZE leaves."""
MAX_EXTRA_CHARACTERS = 4 * (MAX_LEAF_CHARACTERS + 1 + MAX_OPENING_CHARACTERS) // 3 + 4
MAX_RECEIPT_CHARACTERS = MAX_NOTE_CHARACTERS + MAX_EXTRA_CHARACTERS + 4_096

_EXTRA = "extra "
_INDEX = "index "


@dataclass(frozen=True, slots=True)
class Receipt:
    """The parts of a receipt, as we make it or as it was read: nothing is verified."""

    leaf: bytes
    opening: bytes
    index: int
    proof: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """An entry that is in the log; only `verify_receipt` makes one."""

    entry: OpenedEntry
    index: int
    checkpoint: VerifiedCheckpoint


def verify_receipt(text: str, policy: LogPolicy) -> VerifiedReceipt:
    """Check a receipt with nothing but a policy (tlog-proof, "Verifying").

    1. the text has the form of a receipt, within our limits;
    2. its checkpoint is signed by a log of the policy and cosigned by its quorum;
    3. its opening is the one that its leaf commits to;
    4. its proof leads from the leaf to the checkpoint's root.
    """
    receipt = parse_receipt(text)  # 1
    checkpoint = verify_checkpoint(receipt.checkpoint, policy)  # 2
    return verify_parts(receipt, checkpoint)


def verify_parts(receipt: Receipt, checkpoint: VerifiedCheckpoint) -> VerifiedReceipt:
    """Do steps 3 and 4 of `verify_receipt`."""
    entry = open_entry(receipt.leaf, receipt.opening)  # 3
    verify_inclusion(
        index=receipt.index,
        size=checkpoint.head.size,
        leaf_hash=hash_leaf(receipt.leaf),
        proof=receipt.proof,
        root=checkpoint.head.root,
    )  # 4
    return VerifiedReceipt(entry, receipt.index, checkpoint)


def format_receipt(receipt: Receipt) -> str:
    """Return the text of a receipt (C2SP tlog-proof, "Format")."""
    lines = [
        RECEIPT_HEADER,
        format_extra(receipt.leaf, receipt.opening),
        f"{_INDEX}{receipt.index}",
        *(b64encode(sibling) for sibling in receipt.proof),
        "",
        receipt.checkpoint,
    ]
    return "\n".join(lines)


def parse_receipt(text: str) -> Receipt:
    """Read a receipt; raise ReceiptFormatError if the text has another form."""
    if len(text) > MAX_RECEIPT_CHARACTERS:
        raise ReceiptFormatError("the receipt is too long")
    head, separator, checkpoint = text.partition("\n\n")
    if not separator:
        raise ReceiptFormatError("the receipt has no checkpoint")
    header, *lines = head.split("\n")
    if header != RECEIPT_HEADER:
        raise ReceiptFormatError(f"the first line is not {RECEIPT_HEADER}")
    if len(lines) < 2 or not lines[1].startswith(_INDEX):
        raise ReceiptFormatError("after the header come the extra data and the index")
    leaf, opening = parse_extra(lines[0])
    index = _parse_index(lines[1].removeprefix(_INDEX))
    return Receipt(leaf, opening, index, _parse_hashes(lines[2:]), checkpoint)


def format_extra(leaf: bytes, opening: bytes) -> str:
    """Return the line that holds an entry."""
    return _EXTRA + b64encode(leaf + b"\n" + opening)


def parse_extra(line: str) -> tuple[bytes, bytes]:
    """Read the line that holds an entry: its leaf and its opening."""
    encoded = line.removeprefix(_EXTRA)
    if encoded == line:
        raise ReceiptFormatError("after the header comes the extra data")
    if len(encoded) > MAX_EXTRA_CHARACTERS:
        raise ReceiptFormatError("the extra data is too long")
    try:
        leaf, separator, opening = b64decode(encoded).partition(b"\n")
    except EncodingError as error:
        raise ReceiptFormatError("the extra data is not base64") from error
    if not separator:
        raise ReceiptFormatError("the extra data is not a leaf and an opening")
    return leaf, opening


def _parse_index(text: str) -> int:
    try:
        return parse_decimal(text)
    except CheckpointFormatError as error:
        raise ReceiptFormatError("the index is not a decimal number") from error


def _parse_hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MAX_PROOF_HASHES:
        raise ReceiptFormatError("the proof has more hashes than any tree asks for")
    try:
        hashes = tuple(b64decode(line) for line in lines)
    except EncodingError as error:
        raise ReceiptFormatError("a hash of the proof is not base64") from error
    if any(len(sibling) != HASH_BYTES for sibling in hashes):
        raise ReceiptFormatError("a hash of the proof does not have 32 bytes")
    return hashes

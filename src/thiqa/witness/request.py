"""What a log sends (C2SP tlog-witness, "add-checkpoint"): read whole, verified nowhere here."""

from dataclasses import dataclass

from thiqa.base import EncodingError, b64decode
from thiqa.ledger.checkpoint import TreeHead, parse_checkpoint_body, parse_decimal
from thiqa.ledger.errors import FormatError
from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.note import parse_note
from thiqa.witness.errors import MalformedRequestError

MAX_PROOF_LINES = 63
"""C2SP tlog-witness, "add-checkpoint"."""

_OLD = "old "


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint that a log asks us to cosign, and why it follows from the last one."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: str
    """The whole note."""
    origin: str
    head: TreeHead


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Read a request; raise MalformedRequestError if it does not have the form.

    1. lines of UTF-8: the old size, the proof, an empty line, a checkpoint;
    2. the old size is a decimal number;
    3. each line of the proof is a hash, and there are not more than a proof can have;
    4. the checkpoint has the form of one.
    """
    try:
        head, _, checkpoint = body.decode().partition("\n\n")  # 1
        old_line, *proof_lines = head.split("\n")
        old_size = _parse_old_size(old_line)  # 2
        proof = _parse_proof(proof_lines)  # 3
        text, _ = parse_note(checkpoint)  # 4
        origin, tree_head = parse_checkpoint_body(text)
    except (UnicodeDecodeError, EncodingError, FormatError) as error:
        raise MalformedRequestError(f"not a request to add a checkpoint: {error}") from error
    return AddCheckpoint(old_size, proof, checkpoint, origin, tree_head)


def _parse_old_size(line: str) -> int:
    if not line.startswith(_OLD):
        raise MalformedRequestError("the first line is not that of the old size")
    return parse_decimal(line.removeprefix(_OLD))


def _parse_proof(lines: list[str]) -> tuple[bytes, ...]:
    if len(lines) > MAX_PROOF_LINES:
        raise MalformedRequestError(f"a proof has {MAX_PROOF_LINES} lines at the most")
    proof = tuple(b64decode(line) for line in lines)
    if any(len(each) != HASH_BYTES for each in proof):
        raise MalformedRequestError("a line of the proof is not a hash")
    return proof

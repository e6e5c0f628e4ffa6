"""The compact form of a receipt: short enough, as a number, for one QR code.

What the rest determines is left out: the leaf, the root and the names of the fields. So the
form of a receipt is, in this order:

    version     one byte
    origin      its length, its UTF-8
    size        of the tree
    index       of the entry
    opening     its length, its short spelling
    proof       32 bytes for each hash that size and index ask for
    signatures  of each line, to the end: name (empty: the origin), key hash, signature

Numbers and lengths are written seven bits to a byte, lowest first, the last byte below 128.
"""

from collections.abc import Iterator

from thiqa.ledger.checkpoint import TreeHead, checkpoint_text, parse_checkpoint_body
from thiqa.ledger.entry import leaf_of
from thiqa.ledger.errors import CompactFormatError
from thiqa.ledger.keys import KEY_HASH_BYTES
from thiqa.ledger.merkle import HASH_BYTES, hash_leaf, inclusion_spans, root_of_inclusion
from thiqa.ledger.note import NoteSignature, parse_note
from thiqa.ledger.receipt import Receipt, format_receipt, parse_receipt
from thiqa.ledger.short_opening import lengthen, shorten

COMPACT_VERSION = 1
MAX_COMPACT_BYTES = 4_096
"""More than the 2,953 bytes of the largest QR code."""
MAX_NUMBER_BYTES = 9


def pack_receipt(text: str) -> bytes:
    """Return the compact form of a receipt; raise CompactFormatError if it has none."""
    receipt = parse_receipt(text)
    note_text, signatures = parse_note(receipt.checkpoint)
    origin, head = parse_checkpoint_body(note_text)
    packed = b"".join(
        [
            bytes([COMPACT_VERSION]),
            _with_length(origin.encode()),
            _number(head.size),
            _number(receipt.index),
            _with_length(shorten(receipt.opening)),
            *receipt.proof,
            *(part for each in signatures for part in _signature_parts(each, origin)),
        ]
    )
    if len(packed) > MAX_COMPACT_BYTES or unpack_receipt(packed) != text:
        raise CompactFormatError("the receipt has more in it than its compact form can say")
    return packed


def unpack_receipt(packed: bytes) -> str:
    """Return the text of a receipt, which is still to be verified."""
    if len(packed) > MAX_COMPACT_BYTES:
        raise CompactFormatError("the receipt is too long")
    reader = _Reader(packed)
    if reader.take(1) != bytes([COMPACT_VERSION]):
        raise CompactFormatError("a compact form of a version that we do not know")
    origin, size, index = reader.text(), reader.number(), reader.number()
    opening = lengthen(reader.take(reader.number()))
    if not index < size:
        raise CompactFormatError("the entry's number is outside of the tree")
    proof = tuple(reader.take(HASH_BYTES) for _ in inclusion_spans(index, size))
    leaf = leaf_of(opening)
    root = root_of_inclusion(index=index, size=size, leaf_hash=hash_leaf(leaf), proof=proof)
    lines = "".join(each.line for each in _signatures(reader, origin))
    checkpoint = f"{checkpoint_text(origin, TreeHead(size, root))}\n{lines}"
    return format_receipt(Receipt(leaf, opening, index, proof, checkpoint))


def _signature_parts(signature: NoteSignature, origin: str) -> list[bytes]:
    name = "" if signature.name == origin else signature.name
    return [
        _with_length(name.encode()),
        signature.key_hash,
        _with_length(signature.signature),
    ]


def _signatures(reader: "_Reader", origin: str) -> Iterator[NoteSignature]:
    while not reader.is_at_end:
        name = reader.text() or origin
        yield NoteSignature(name, reader.take(KEY_HASH_BYTES), reader.take(reader.number()))


def _with_length(data: bytes) -> bytes:
    return _number(len(data)) + data


def _number(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


class _Reader:
    """Takes a compact form from its beginning to its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._data)

    def take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) != size:
            raise CompactFormatError("the receipt ends too early")
        self._at += size
        return taken

    def number(self) -> int:
        value = 0
        for place in range(MAX_NUMBER_BYTES):
            (byte,) = self.take(1)
            value |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                if byte == 0 and place > 0:
                    break
                return value
        raise CompactFormatError("not a number in its one spelling")

    def text(self) -> str:
        try:
            return self.take(self.number()).decode()
        except UnicodeDecodeError as error:
            raise CompactFormatError("a name is not UTF-8") from error

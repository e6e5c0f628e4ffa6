"""CBOR (RFC 8949) read with limits: no tags, no duplicate keys, nothing of unknown length."""

from typing import Any, Final, NoReturn

import cbor2

from thiqa.documents.errors import CodeMalformedError

MAX_CBOR_BYTES: Final = 2_953
"""ISO/IEC 18004, table 7: what the largest QR code holds."""
MAX_CBOR_DEPTH: Final = 8

KNOWN_TAGS: Final = (
    *range(6), 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43_000, 55_799,
)  # fmt: skip
"""What the library would turn into objects: regular expressions, cycles, mail messages."""


def read_cbor(data: bytes) -> Any:
    """Return maps, lists, texts, bytes and integers; whoever needs one spelling compares it."""
    if not 0 < len(data) <= MAX_CBOR_BYTES:
        raise CodeMalformedError(f"not CBOR of at most {MAX_CBOR_BYTES} bytes")
    try:
        return cbor2.loads(
            data,
            max_depth=MAX_CBOR_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            semantic_decoders=dict.fromkeys(KNOWN_TAGS, _refuse),
            tag_hook=_refuse,
        )
    except (cbor2.CBORError, ValueError) as error:
        raise CodeMalformedError("not CBOR without tags") from error


def write_cbor(value: Any) -> bytes:
    """Return the deterministic form of a value (section 4.2.1, for maps with keys of one type)."""
    return cbor2.dumps(value, canonical=True)


def _refuse(value: Any, immutable: bool) -> NoReturn:
    raise ValueError("a tag")

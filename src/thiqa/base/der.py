"""DER told from BER: one way to write each value (X.690, clauses 8, 10 and 11)."""

from collections.abc import Callable, Mapping
from typing import Final

from thiqa.base.encoding import EncodingError

MAX_DER_DEPTH: Final = 32
MAX_TAG_NUMBER: Final = 0xFFFF

CONSTRUCTED: Final = 0x20
HIGH_TAG: Final = 0x1F
UNIVERSAL_CONSTRUCTED: Final = frozenset({0x08, 0x0B, 0x10, 0x11, 0x1D})
"""The universal types that are made of others; DER writes all others in one piece (clause 10.2)."""


def require_der(data: bytes, *, max_bytes: int) -> None:
    """Require one value in DER and nothing after it; raise EncodingError.

    Lengths, tags, booleans, integers and bit strings are looked at, at every depth. The order
    in a SET OF and values that are equal to their DEFAULT are not.
    """
    if len(data) > max_bytes:
        raise EncodingError("more bytes than expected here")
    if _read(data, 0, len(data), 0) != len(data):
        raise EncodingError("bytes after the value")


def _read(data: bytes, start: int, end: int, depth: int) -> int:
    """Check the value at `start` and return where it ends."""
    if depth > MAX_DER_DEPTH:
        raise EncodingError("values nested too deeply")
    if end - start < 2:
        raise EncodingError("a value that is cut short")
    tag, position = data[start], _after_tag(data, start, end)
    length, position = _read_length(data, position, end)
    stop = position + length
    if stop > end:
        raise EncodingError("a value that is longer than what holds it")
    if tag & CONSTRUCTED:
        _require_constructed(tag)
        while position < stop:
            position = _read(data, position, stop, depth + 1)
    else:
        _require_primitive(tag, data[position:stop])
    return stop


def _after_tag(data: bytes, start: int, end: int) -> int:
    position = start + 1
    if data[start] & HIGH_TAG != HIGH_TAG:
        return position
    number = 0
    while position < end:
        octet = data[position]
        if (number == 0 and octet == 0x80) or number > MAX_TAG_NUMBER:
            raise EncodingError("a tag that is longer than it must be")
        number, position = number << 7 | octet & 0x7F, position + 1
        if not octet & 0x80:
            if number < HIGH_TAG:
                raise EncodingError("a tag that is longer than it must be")
            return position
    raise EncodingError("a tag that is cut short")


def _read_length(data: bytes, position: int, end: int) -> tuple[int, int]:
    if position >= end:
        raise EncodingError("a length that is cut short")
    first = data[position]
    if first < 0x80:
        return first, position + 1
    octets = data[position + 1 : min(position + 1 + (first & 0x7F), end)]
    if len(octets) != first & 0x7F or not octets:
        raise EncodingError("a length that is missing or cut short")
    length = int.from_bytes(octets)
    if octets[0] == 0 or length < 0x80:
        raise EncodingError("a length that is longer than it must be")
    return length, position + 1 + len(octets)


def _require_constructed(tag: int) -> None:
    if tag < 0x40 and tag & HIGH_TAG not in UNIVERSAL_CONSTRUCTED:
        raise EncodingError("a value in pieces that DER writes in one")


def _require_primitive(tag: int, content: bytes) -> None:
    if tag >= 0x40:
        return
    if tag == 0 or tag in UNIVERSAL_CONSTRUCTED:
        raise EncodingError("a sequence that is not made of values")
    check = _CHECKS.get(tag)
    if check is not None and not check(content):
        raise EncodingError(f"a value of type {tag} in a form that is not DER")


def _is_integer(content: bytes) -> bool:
    """Clause 8.3.2: the first nine bits are neither all zero nor all one."""
    if len(content) < 2:
        return len(content) == 1
    return (content[0], content[1] >> 7) not in {(0x00, 0), (0xFF, 1)}


def _is_bits(content: bytes) -> bool:
    """Clause 11.2.1: bits that are not used are zero."""
    if not content or content[0] > 7 or (len(content) == 1 and content[0]):
        return False
    return not content[-1] & ((1 << content[0]) - 1) if len(content) > 1 else True


def _is_object_identifier(content: bytes) -> bool:
    """Clause 8.19.2: each number is written in the fewest octets."""
    ends = bool(content) and not content[-1] & 0x80
    starts = all(
        octet != 0x80 or (place > 0 and content[place - 1] & 0x80)
        for place, octet in enumerate(content)
    )
    return ends and starts


_CHECKS: Final[Mapping[int, Callable[[bytes], bool]]] = {
    0x01: lambda content: content in {b"\x00", b"\xff"},
    0x02: _is_integer,
    0x03: _is_bits,
    0x05: lambda content: not content,
    0x06: _is_object_identifier,
    0x0A: _is_integer,
}

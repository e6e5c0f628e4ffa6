"""Bytes as decimal digits: seven bytes are 17 digits, which a QR code holds in 57 bits.

So a code holds 99 of 100 bytes, and a link that ends in digits needs no escape anywhere.
"""

import re

from thiqa.base.encoding import EncodingError

GROUP_BYTES = 7
GROUP_DIGITS = 17
DIGITS_OF = (0, 3, 5, 8, 10, 13, 15, 17)
"""How many digits hold this many bytes."""

MAX_DIGITS = 7_089
"""ISO/IEC 18004, table 7: what the largest QR code holds."""

_DIGITS = re.compile(r"[0-9]+", re.ASCII)


def digits_of(data: bytes) -> str:
    """Return bytes as digits."""
    groups = (data[at : at + GROUP_BYTES] for at in range(0, len(data), GROUP_BYTES))
    return "".join(f"{int.from_bytes(group):0{DIGITS_OF[len(group)]}}" for group in groups)


def bytes_of(digits: str) -> bytes:
    """Read digits; refuse any that `digits_of` does not write."""
    if len(digits) > MAX_DIGITS or not _DIGITS.fullmatch(digits):
        raise EncodingError("not bytes in digits")
    groups = (digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS))
    return b"".join(_bytes_of_group(group) for group in groups)


def _bytes_of_group(digits: str) -> bytes:
    try:
        return int(digits).to_bytes(DIGITS_OF.index(len(digits)))
    except (ValueError, OverflowError) as error:
        raise EncodingError("digits that stand for no bytes") from error

"""Random numbers from a source of random bytes that is given."""

from collections.abc import Callable
from typing import Final

RandomBytes = Callable[[int], bytes]
"""Returns so many random bytes: `os.urandom`, or a published example's bytes in a test."""

EXTRA_BYTES: Final = 8
"""FIPS 186-5, appendix A.2.1: 64 bits more than needed make the remainder even enough."""


def random_below(limit: int, random_bytes: RandomBytes) -> int:
    """Draw a number from 1 to limit - 1 (FIPS 186-5, appendix A.2.1)."""
    size = (limit.bit_length() + 7) // 8 + EXTRA_BYTES
    return int.from_bytes(random_bytes(size)) % (limit - 1) + 1

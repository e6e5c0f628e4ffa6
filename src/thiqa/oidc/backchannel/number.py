"""Number matching: the citizen picks the number that stands at the counter.

Who was only talked into confirming has no number to pick. It follows from the identifier of the
login, so nothing more is kept for it.
"""

import hashlib
from collections.abc import Iterator
from itertools import count, islice

SMALLEST, NUMBERS = 10, 90
"""Two digits, without a zero in front: short to say, and the same in every script's digits."""
OFFERED = 3


def number_to_match(identifier: bytes) -> int:
    """Return the number of a login, which its service shows."""
    return next(_numbers(identifier))


def offered_numbers(identifier: bytes) -> tuple[int, ...]:
    """Return the number of a login among others, in an order that does not tell which it is."""
    offered = islice(dict.fromkeys(islice(_numbers(identifier), 64)), OFFERED)
    return tuple(sorted(offered, key=lambda number: _hash(identifier, f"place {number}")))


def _numbers(identifier: bytes) -> Iterator[int]:
    for turn in count():
        yield SMALLEST + int.from_bytes(_hash(identifier, f"number {turn}")) % NUMBERS


def _hash(identifier: bytes, use: str) -> bytes:
    return hashlib.sha256(b"thiqa decoupled login\n" + use.encode() + b"\n" + identifier).digest()

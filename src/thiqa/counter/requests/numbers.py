"""The number of a request: short enough to be read out, too long to be guessed.

Eleven random characters of Crockford's base 32 (55 bits) and a check character, in three
groups: `7K3M-Q9ZD-4WTN`. Letters that look like digits are read as digits. The check is a
Reed-Solomon symbol over GF(32): it finds every single wrong character, and every two that
changed places, and it is written with the same 32 characters (Crockford's own check needs five
more, which nobody can name on the telephone).
"""

import re
import secrets
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
RANDOM_CHARACTERS = 11
GROUP = 4
MAX_TYPED_CHARACTERS = 32
"""Longer texts are not looked at."""

_NUMBER = re.compile(rf"[{ALPHABET}]{{{RANDOM_CHARACTERS + 1}}}")
_SEPARATORS = re.compile(r"[\s-]+")
_POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1, primitive over GF(2)."""


def new_number(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return the number of a new request."""
    symbols = "".join(choose(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return _grouped(symbols + _check(symbols))


def parse_number(text: str) -> str | None:
    """Return the number that a person typed, as we write it; None: it is none, or mistyped."""
    if len(text) > MAX_TYPED_CHARACTERS:
        return None
    symbols = _SEPARATORS.sub("", text).upper().translate(LOOKALIKES)
    if not _NUMBER.fullmatch(symbols) or _check(symbols[:-1]) != symbols[-1]:
        return None
    return _grouped(symbols)


def _check(symbols: str) -> str:
    """Return the symbol that makes the sum of a^i times each symbol zero."""
    total = 0
    for symbol in symbols:
        total = _times_a(total ^ ALPHABET.index(symbol))
    return ALPHABET[total]


def _times_a(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & 0b100000 else doubled


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))

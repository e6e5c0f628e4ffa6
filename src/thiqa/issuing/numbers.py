"""Numbers of documents: nobody guesses one, and a mistyped one is seen to be."""

import re
import secrets
from collections.abc import Callable

from thiqa.issuing.errors import NumberError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's Base32: no I, L, O or U."""
SIGNS = 20
"""Nineteen that are drawn, 95 bits, and one that checks them."""
GROUP = 5
MAX_TYPED_CHARACTERS = 64

_READ_AS = str.maketrans("OIL", "011", "- \u200e\u200f\u2066\u2067\u2068\u2069")
"""Crockford's Base32: what people write for what stands there; marks of direction, too."""
_NUMBER = re.compile(f"[{ALPHABET}]{{{SIGNS}}}")

Draw = Callable[[int], int]
"""Returns a number from zero up to below a limit."""


def new_number(draw: Draw = secrets.randbelow) -> str:
    """Return a number that was never given before."""
    drawn = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(SIGNS - 1))
    return _grouped(drawn + _check_sign(drawn))


def read_number(text: str) -> str:
    """Return a number as we write it, however somebody typed it."""
    if len(text) > MAX_TYPED_CHARACTERS:
        raise NumberError("too long for a number of a document")
    signs = text.upper().translate(_READ_AS)
    if not _NUMBER.fullmatch(signs) or _check_sign(signs[:-1]) != signs[-1]:
        raise NumberError("not the number of a document: one of its signs must be wrong")
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + GROUP] for start in range(0, SIGNS, GROUP))


def _check_sign(signs: str) -> str:
    """ISO/IEC 7812-1, annex B, for 32 signs: a wrong one is noticed, and nearly any two swapped."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = ALPHABET.index(sign)
        if place % 2 == 0:
            value = sum(divmod(2 * value, len(ALPHABET)))
        total += value
    return ALPHABET[-total % len(ALPHABET)]

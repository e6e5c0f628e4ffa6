"""A short spelling of openings: common words and 32-byte values take less room.

Canonical JSON has no control characters, so each of them may stand for something: zero for
the base64url of the 32 bytes that follow it, each other one for a word. What is written with
these words must be read with them: another list is another version of the compact form.
"""

import re

from thiqa.base import EncodingError, b64url_decode, b64url_encode
from thiqa.ledger.errors import CompactFormatError

HASH_BYTES = 32
_HASH_MARK = 0

WORDS = (
    '{"acr":"high","article":"',
    '{"asked_by":"',
    '{"at":',
    '","approved_by":"',
    '","at":',
    ',"claims":["',
    '"],"client_id":"',
    ',"client_id":"',
    '","consent_text_hash":"',
    '","entry_hash":"',
    '","kind":"',
    '","kind":"release","purpose":"',
    '","purpose":"',
    '","reason":"',
    '","request_hash":"',
    '","salt":"',
    '","sector":"',
    '","subject":"',
    '","valid_for":',
    '","version":1}',
    ',"version":1}',
    '","',
    '","family_name',
    '","given_name',
    "address",
    "birthdate",
    "gender",
    "national_number",
    "nationality",
    "place_of_birth",
    "phone_number",
)
"""The word at place n is written as the control character n + 1."""

_WORD = re.compile(b"|".join(re.escape(word.encode()) for word in sorted(WORDS, key=len)[::-1]))
_CODE = {word.encode(): bytes([at]) for at, word in enumerate(WORDS, 1)}
_HASH = re.compile(rb'(?<=")[A-Za-z0-9_-]{43}(?=")')


def shorten(opening: bytes) -> bytes:
    """Return the short spelling of an opening."""
    pieces, at = [], 0
    for found in _HASH.finditer(opening):
        value = _hash_of(found[0])
        if value is not None:
            pieces += [_with_codes(opening[at : found.start()]), bytes([_HASH_MARK]), value]
            at = found.end()
    return b"".join([*pieces, _with_codes(opening[at:])])


def lengthen(short: bytes) -> bytes:
    """Return the opening of a short spelling."""
    pieces, at = [], 0
    while at < len(short):
        code, at = short[at], at + 1
        if code == _HASH_MARK:
            if at + HASH_BYTES > len(short):
                raise CompactFormatError("the receipt ends too early")
            pieces.append(b64url_encode(short[at : at + HASH_BYTES]).encode())
            at += HASH_BYTES
        else:
            pieces.append(WORDS[code - 1].encode() if code <= len(WORDS) else bytes([code]))
    return b"".join(pieces)


def _with_codes(text: bytes) -> bytes:
    return _WORD.sub(lambda found: _CODE[found[0]], text)


def _hash_of(text: bytes) -> bytes | None:
    try:
        return b64url_decode(text.decode())
    except EncodingError:
        return None

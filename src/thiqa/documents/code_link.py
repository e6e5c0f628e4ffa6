"""A code as a link: its bytes as digits in the fragment, which no browser sends to a server."""

import re
from typing import Final

from thiqa.base import EncodingError
from thiqa.base.digits import bytes_of, digits_of
from thiqa.documents.errors import CodeMalformedError

MAX_LINK_CHARACTERS: Final = 8_000

_BLANKS = re.compile(r"\s+")


def code_link(verify_url: str, code: bytes) -> str:
    """Return the link that the QR code on the paper is."""
    return f"{verify_url}#{digits_of(code)}"


def code_in(text: str) -> bytes:
    """Return the code that somebody typed, or that a camera found: a link, or digits alone."""
    if len(text) > MAX_LINK_CHARACTERS:
        raise CodeMalformedError("longer than a code")
    digits = _BLANKS.sub("", text).rpartition("#")[2]
    try:
        return bytes_of(digits)
    except EncodingError as error:
        raise CodeMalformedError("not a code: a link that ends in digits") from error

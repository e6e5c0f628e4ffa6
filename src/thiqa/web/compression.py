"""Compression of pages: worth its processor time only for the larger ones."""

import zlib

MIN_COMPRESSED_BYTES = 4_096
"""Below it the bytes that are saved are not worth the work."""

LEVEL = 1
_GZIP_FORMAT = 31


def compress_page(body: bytes, headers: dict[str, str]) -> bytes:
    """Return the body to send; add the header that says when it is compressed."""
    if len(body) < MIN_COMPRESSED_BYTES:
        return body
    headers["content-encoding"] = "gzip"
    headers["vary"] += ", accept-encoding"
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP_FORMAT)
    return compressor.compress(body) + compressor.flush()

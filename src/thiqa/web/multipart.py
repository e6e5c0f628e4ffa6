"""Forms with files in them (RFC 7578), read whole and strictly: what browsers send, no more."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from thiqa.web.errors import (
    DuplicateFieldError,
    MalformedRequestError,
    RequestTooLargeError,
    UnsupportedMediaError,
)
from thiqa.web.limits import MAX_FIELD_NAME_CHARACTERS, Headers, single_header

MULTIPART_MEDIA_TYPE = "multipart/form-data"
MAX_PARTS = 16
MAX_PART_HEADER_BYTES = 1_024
MAX_FILE_NAME_CHARACTERS = 255
MULTIPART_ROOM_BYTES = 8_192
"""What a form with one file takes besides the file itself."""

_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_BOUNDARY_CHARACTERS = re.compile(r"[0-9A-Za-z'()+_,./:=? -]*[0-9A-Za-z'()+_,./:=?-]")
"""RFC 2046, section 5.1.1."""
_DISPOSITION = re.compile(r'form-data; name="([^"]*)"(?:; filename="([^"]*)")?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a form; `file_name` is None where it is no file, "" where none was chosen."""

    name: str
    file_name: str | None
    data: bytes


def read_boundary(headers: Headers) -> bytes:
    """Return the boundary of a form with files; refuse any other body."""
    content_type = single_header(headers, b"content-type") or ""
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != MULTIPART_MEDIA_TYPE:
        raise UnsupportedMediaError("the body is not multipart/form-data")
    found = _BOUNDARY.fullmatch(parameters.strip())
    boundary = (found[1] or found[2]) if found else ""
    if not _BOUNDARY_CHARACTERS.fullmatch(boundary):
        raise MalformedRequestError("the form has no boundary")
    return boundary.encode("ascii")


def parse_multipart(body: bytes, boundary: bytes) -> Mapping[str, Part]:
    """Return the fields of a form, each there once, by their names.

    1. The body begins with the first boundary and ends with the last one; 2. it has a few
    parts; 3. each has one Content-Disposition that names it; 4. no name is there twice.
    """
    parts: dict[str, Part] = {}
    for piece in _pieces(body, boundary):  # 1, 2
        part = _read_part(piece)  # 3
        if part.name in parts:  # 4
            raise DuplicateFieldError(f"the form has a field twice: {part.name}")
        parts[part.name] = part
    return parts


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    delimiter = b"\r\n--" + boundary
    first, *pieces = (b"\r\n" + body).split(delimiter, MAX_PARTS + 2)
    if first or not pieces:
        raise MalformedRequestError("the form does not begin with its boundary")
    if len(pieces) > MAX_PARTS + 1:
        raise RequestTooLargeError("the form has too many parts")
    *pieces, last = pieces
    if last not in {b"--", b"--\r\n"}:
        raise MalformedRequestError("the form does not end with its boundary")
    for piece in pieces:
        if not piece.startswith(b"\r\n"):
            raise MalformedRequestError("a boundary does not stand on a line of its own")
        yield piece[2:]


def _read_part(piece: bytes) -> Part:
    header_end = piece.find(b"\r\n\r\n", 0, MAX_PART_HEADER_BYTES)
    if header_end < 0:
        raise MalformedRequestError("a part of the form has no headers, or long ones")
    try:
        headers = piece[:header_end].decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequestError("a part's headers are not UTF-8") from error
    found = [
        value.strip()
        for name, _, value in (line.partition(":") for line in headers.split("\r\n"))
        if name.strip().lower() == "content-disposition"
    ]
    disposition = _DISPOSITION.fullmatch(found[0]) if len(found) == 1 else None
    if disposition is None:
        raise MalformedRequestError("a part of the form does not say which field it is")
    name, file_name = _unescape(disposition[1]), disposition[2]
    if not 0 < len(name) <= MAX_FIELD_NAME_CHARACTERS:
        raise MalformedRequestError("a part of the form has no name, or a long one")
    return Part(
        name,
        None if file_name is None else _unescape(file_name)[:MAX_FILE_NAME_CHARACTERS],
        piece[header_end + 4 :],
    )


def _unescape(text: str) -> str:
    """Undo what browsers do to quotes and line ends in names (WHATWG, multipart/form-data)."""
    return re.sub(r"%(?:22|0D|0A)", lambda found: unquote(found[0]), text)

"""Limits of what is read from a request, and the strict reading of forms."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from starlette.types import Receive

from thiqa.web.errors import (
    ClientGoneError,
    DuplicateFieldError,
    MalformedRequestError,
    RequestTooLargeError,
    UnsupportedMediaError,
)

Headers = Iterable[tuple[bytes, bytes]]
"""Of an ASGI scope: names in lower case."""

MAX_BODY_BYTES = 65_536
MAX_QUERY_BYTES = 16_384
MAX_FORM_FIELDS = 64
MAX_FIELD_NAME_CHARACTERS = 100
MAX_FIELD_VALUE_CHARACTERS = 32_768

FORM_MEDIA_TYPE = b"application/x-www-form-urlencoded"

_FORM_BYTES = re.compile(rb"[!-~]*")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def single_header(headers: Headers, name: bytes) -> str | None:
    """Return a header that may stand once at the most; None when it is absent."""
    values = [value for key, value in headers if key == name]
    if not values:
        return None
    if len(values) > 1:
        raise DuplicateFieldError(f"header sent twice: {name.decode()}")
    try:
        return values[0].decode("ascii")
    except UnicodeDecodeError as error:
        raise MalformedRequestError(f"header is not ASCII: {name.decode()}") from error


def check_form_type(headers: Headers) -> None:
    """Refuse a body that does not call itself a form."""
    media_type, _, parameters = (single_header(headers, b"content-type") or "").partition(";")
    if media_type.strip().lower().encode() != FORM_MEDIA_TYPE:
        raise UnsupportedMediaError("the body is not application/x-www-form-urlencoded")
    if parameters.strip().lower().replace('"', "") not in {"", "charset=utf-8"}:
        raise UnsupportedMediaError("the form is not UTF-8")


async def read_body(receive: Receive, *, limit: int = MAX_BODY_BYTES) -> bytes:
    """Return the whole body; stop reading at `limit` bytes."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message["type"] == "http.request" and message.get("more_body") and len(body) <= limit:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] != "http.request":
        raise ClientGoneError("the request ended early")
    if len(body) > limit:
        raise RequestTooLargeError("the body is too long")
    return body


def parse_form(
    body: bytes,
    *,
    max_fields: int = MAX_FORM_FIELDS,
    max_value: int = MAX_FIELD_VALUE_CHARACTERS,
) -> dict[str, str]:
    """Read a form or a query: UTF-8 only, each field once, no control characters.

    The format is that of HTML's application/x-www-form-urlencoded, without its leniency.
    """
    if not body:
        return {}
    if not _FORM_BYTES.fullmatch(body):
        raise MalformedRequestError("the form has bytes that are not escaped")
    text = body.decode("ascii").replace("+", " ")
    escaped = "%" in text
    if escaped and _BROKEN_ESCAPE.search(text):
        raise MalformedRequestError("the form has a broken escape")
    pairs = text.split("&", max_fields)
    if len(pairs) > max_fields:
        raise RequestTooLargeError("the form has too many fields")
    fields: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if escaped:
            name, value = _unescape(name), _unescape(value)
        _check_field(name, equals, value, max_value)
        if name in fields:
            raise DuplicateFieldError(f"the form has a field twice: {name}")
        fields[name] = value
    return fields


def parse_query(query: bytes) -> dict[str, str]:
    """Read the query of a URL with the rules of a form."""
    if len(query) > MAX_QUERY_BYTES:
        raise RequestTooLargeError("the query is too long")
    return parse_form(query)


def _unescape(text: str) -> str:
    if "%" not in text:
        return text
    try:
        text = unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        raise MalformedRequestError("the form is not UTF-8") from error
    if _CONTROL.search(text):
        raise MalformedRequestError("the form has a control character")
    return text


def _check_field(name: str, equals: str, value: str, max_value: int) -> None:
    if not name or not equals:
        raise MalformedRequestError("the form has a field without a name or a value")
    if len(name) > MAX_FIELD_NAME_CHARACTERS or len(value) > max_value:
        raise RequestTooLargeError("the form has a field that is too long")

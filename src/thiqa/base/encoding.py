"""Base64, base64url and JSON, read strictly: one text for one value, and limits on both."""

import base64
import binascii
import json
import math
import re
from typing import Any, NoReturn

from thiqa.base.errors import ThiqaError

MAX_JSON_CHARACTERS = 65_536
MAX_JSON_DEPTH = 12

_B64URL = re.compile(r"[A-Za-z0-9_-]*")


class EncodingError(ThiqaError):
    """Bytes or text that are not what they claim to be."""


def b64url_encode(data: bytes) -> str:
    """Return base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64url_decode(text: str) -> bytes:
    """Read base64url without padding; refuse any other spelling of the same bytes."""
    if not _B64URL.fullmatch(text) or len(text) % 4 == 1:
        raise EncodingError("not base64url without padding")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64url_encode(data) != text:
        raise EncodingError("base64url with stray bits at its end")
    return data


def b64encode(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def b64decode(text: str) -> bytes:
    """Read standard base64 with padding; refuse any other spelling of the same bytes."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise EncodingError("not base64") from error
    if b64encode(data) != text:
        raise EncodingError("base64 with stray bits at its end")
    return data


def canonical_json(value: Any) -> bytes:
    """Return the one JSON text of a value: sorted names, no spaces, UTF-8, no floats.

    For the values that we make (texts, integers, booleans, lists, objects with ASCII
    names) this is the form of RFC 8785.
    """
    _refuse_floats(value)
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def parse_json(text: str | bytes, *, max_characters: int = MAX_JSON_CHARACTERS) -> Any:
    """Read JSON; refuse duplicate names, NaN, excessive size and excessive depth."""
    if len(text) > max_characters:
        raise EncodingError("JSON text is too long")
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8", errors="strict")
        value = json.loads(
            text,
            object_pairs_hook=_object_once,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        raise EncodingError("not JSON") from error
    _check_members(value, MAX_JSON_DEPTH)
    return value


def parse_json_object(
    text: str | bytes, *, max_characters: int = MAX_JSON_CHARACTERS
) -> dict[str, Any]:
    """Read a JSON object with the limits of `parse_json`."""
    value = parse_json(text, max_characters=max_characters)
    if not isinstance(value, dict):
        raise EncodingError("not a JSON object")
    return value


def _object_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise EncodingError("JSON object with a duplicate name")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise EncodingError(f"JSON does not have {name}")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise EncodingError("JSON number out of range")
    return number


def _check_members(value: Any, depth_left: int) -> None:
    if depth_left == 0:
        raise EncodingError("JSON is nested too deeply")
    if isinstance(value, str):
        _refuse_lone_surrogates(value)
    elif isinstance(value, dict):
        for name, member in value.items():
            _refuse_lone_surrogates(name)
            _check_members(member, depth_left - 1)
    elif isinstance(value, list):
        for member in value:
            _check_members(member, depth_left - 1)


def _refuse_lone_surrogates(text: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise EncodingError("JSON text with half a character") from error


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise EncodingError("canonical JSON has no floats here")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            _refuse_floats(member)

"""What the fields of an event may hold: a check for each, named by the annotation."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from thiqa.base import EncodingError, b64url_decode
from thiqa.ledger.errors import EntryFormatError

MAX_TEXT_CHARACTERS = 512
MAX_CLAIMS = 64
MAX_SECONDS = 2**40
"""Some 35,000 years: enough, and far from what a column of the database holds."""

SHA256_BYTES = 32

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_#:./-]{0,127}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def check_text(value: Any) -> None:
    """Refuse what is not a text of one line, not empty, within our limit."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT_CHARACTERS:
        raise EntryFormatError("not a text of the length that an entry may hold")
    if _CONTROL.search(value):
        raise EntryFormatError("a text of an entry has control characters")


def check_optional_text(value: Any) -> None:
    """Refuse what is neither absent nor a text."""
    if value is not None:
        check_text(value)


def check_seconds(value: Any) -> None:
    """Refuse what is not a whole number of seconds."""
    if type(value) is not int or not 0 <= value <= MAX_SECONDS:
        raise EntryFormatError("not a whole number of seconds")


def check_claims(value: Any) -> None:
    """Refuse what is not a list of claim names, without their values."""
    if not isinstance(value, tuple) or len(value) > MAX_CLAIMS:
        raise EntryFormatError("not a list of claims")
    for name in value:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise EntryFormatError("not the name of a claim")


def check_sha256(value: Any) -> None:
    """Refuse what is not a SHA-256 in base64url."""
    try:
        size = len(b64url_decode(value)) if isinstance(value, str) else 0
    except EncodingError as error:
        raise EntryFormatError("not base64url") from error
    if size != SHA256_BYTES:
        raise EntryFormatError("not a SHA-256 in base64url")


Text = Annotated[str, check_text]
OptionalText = Annotated[str | None, check_optional_text]
Seconds = Annotated[int, check_seconds]
Claims = Annotated[tuple[str, ...], check_claims]
Sha256 = Annotated[str, check_sha256]

FIELD_KINDS: Mapping[Callable[[Any], None], str] = {
    check_text: "text",
    check_optional_text: "text?",
    check_seconds: "seconds",
    check_claims: "claims",
    check_sha256: "sha256",
}
"""The checks by their names, for who checks in another language of programming."""

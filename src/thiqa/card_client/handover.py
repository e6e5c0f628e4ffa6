"""What a site hands over, and what it gets back (Web eID for mobile, authentication)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from thiqa.base import (
    EncodingError,
    b64url_decode,
    b64url_encode,
    canonical_json,
    parse_json_object,
)
from thiqa.card.errors import ChallengeError, OriginError
from thiqa.card.login.web_eid import check_challenge_nonce
from thiqa.card_client.errors import HandoverError
from thiqa.card_client.origin import Origin, origin_of

MAX_REQUEST_CHARACTERS = 8_192
MAX_TEXT_CHARACTERS = 300
MAX_URI_CHARACTERS = 2_048
CANCELLED = "ERR_WEBEID_USER_CANCELLED"
"""The code by which Web eID's own library tells a site that the person turned back."""
PIN_BLOCKED = "ERR_THIQA_PIN_BLOCKED"
"""Our own code: the person turned back because the PIN of the card is blocked."""

_ADDRESS = re.compile(r"[!-\[\]-~]+")
"""ASCII without spaces and backslashes: what a browser would change is not read at all."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A site's request for a login, checked.

    `origin` is that of `login_uri`, and the only one that the card signs for: a page at
    another origin gets a token that is worth nothing to it. `service` and `purpose` are what
    the site says of itself, shown as its own words.
    """

    challenge: str
    login_uri: str
    origin: Origin
    service: str | None
    purpose: str | None
    language: str | None


def read_handover(text: str) -> Handover:
    """Read the fragment of `/auth#…`.

    1. base64url of a JSON object of limited size.
    2. A challenge of a size that Web eID allows.
    3. A loginUri that every program reads alike, without a fragment of its own.
    4. Its origin is https, or of the loopback.
    5. Short texts.
    """
    if len(text) > MAX_REQUEST_CHARACTERS:
        raise HandoverError("the request is too long")
    try:
        members = parse_json_object(b64url_decode(text))  # 1
        challenge = _text(members, "challenge", MAX_TEXT_CHARACTERS) or ""
        check_challenge_nonce(challenge)  # 2
        login_uri = _address(members)  # 3
        origin = origin_of(login_uri)  # 4
    except (EncodingError, ChallengeError, OriginError) as error:
        raise HandoverError(str(error)) from error
    return Handover(
        challenge,
        login_uri,
        origin,
        _text(members, "service", MAX_TEXT_CHARACTERS),  # 5
        _text(members, "purpose", MAX_TEXT_CHARACTERS),
        _text(members, "lang", MAX_TEXT_CHARACTERS),
    )


def answer_uri(handover: Handover, members: Mapping[str, Any]) -> str:
    """Return `loginUri#…` with an answer, which the site's own page reads."""
    parts = urlsplit(handover.login_uri)
    return urlunsplit(parts._replace(fragment=b64url_encode(canonical_json(dict(members)))))


def _address(members: Mapping[str, Any]) -> str:
    uri = _text(members, "loginUri", MAX_URI_CHARACTERS) or ""
    if not _ADDRESS.fullmatch(uri):
        raise HandoverError("loginUri has characters that an address does not have")
    if "#" in uri:
        raise HandoverError("loginUri has a fragment, which is where the answer goes")
    return uri


def _text(members: Mapping[str, Any], name: str, limit: int) -> str | None:
    value = members.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > limit):
        raise HandoverError(f"{name} is not a short text")
    return value

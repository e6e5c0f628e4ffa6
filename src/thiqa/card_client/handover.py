"""What a site hands over, and what it gets back (Web eID for mobile, authentication)."""

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
from thiqa.card.web_eid import check_challenge_nonce, check_origin
from thiqa.card_client.errors import HandoverError

MAX_REQUEST_CHARACTERS = 8_192
MAX_TEXT_CHARACTERS = 300
MAX_URI_CHARACTERS = 2_048
CANCELLED = "ERR_WEBEID_USER_CANCELLED"
"""The code by which Web eID's own library tells a site that the person turned back."""
DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Handover:
    """A site's request for a login, checked.

    `origin` is that of `login_uri`, and the only one that the card signs for: a page at
    another origin gets a token that is worth nothing to it. `service` and `purpose` are what
    the site says of itself, shown as its own words.
    """

    challenge: str
    login_uri: str
    origin: str
    service: str | None
    purpose: str | None
    language: str | None


def read_handover(text: str) -> Handover:
    """Read the fragment of `/auth#…`.

    1. base64url of a JSON object of limited size; 2. a challenge of a size that Web eID
    allows; 3. a loginUri with an origin of https, or of the loopback; 4. short texts.
    """
    if len(text) > MAX_REQUEST_CHARACTERS:
        raise HandoverError("the request is too long")
    try:
        members = parse_json_object(b64url_decode(text))  # 1
        challenge = _text(members, "challenge", MAX_TEXT_CHARACTERS) or ""
        check_challenge_nonce(challenge)  # 2
        login_uri = _text(members, "loginUri", MAX_URI_CHARACTERS) or ""
        origin = _origin(login_uri)
        check_origin(origin)  # 3
    except (EncodingError, ChallengeError, OriginError, ValueError) as error:
        raise HandoverError(str(error)) from error
    return Handover(
        challenge,
        login_uri,
        origin,
        _text(members, "service", MAX_TEXT_CHARACTERS),  # 4
        _text(members, "purpose", MAX_TEXT_CHARACTERS),
        _text(members, "lang", MAX_TEXT_CHARACTERS),
    )


def answer_uri(handover: Handover, members: Mapping[str, Any]) -> str:
    """Return `loginUri#…` with an answer, which the site's own page reads."""
    parts = urlsplit(handover.login_uri)
    return urlunsplit(parts._replace(fragment=b64url_encode(canonical_json(dict(members)))))


def _origin(uri: str) -> str:
    """Return an address's origin as a browser spells it (RFC 6454, section 6.2)."""
    parts = urlsplit(uri)
    if parts.username is not None or parts.password is not None or not parts.hostname:
        raise HandoverError("loginUri names a user, or no host")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _text(members: Mapping[str, Any], name: str, limit: int) -> str | None:
    value = members.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > limit):
        raise HandoverError(f"{name} is not a short text")
    return value

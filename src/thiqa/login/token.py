"""The Web eID authentication token as it arrives: read strictly, believed in nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from thiqa.base import EncodingError, b64decode, parse_json_object
from thiqa.login.errors import TokenFormatUnsupportedError, TokenMalformedError

MIN_TOKEN_CHARACTERS: Final = 100
MAX_TOKEN_CHARACTERS: Final = 10_000
"""The limits of the Web eID validation libraries."""

FORMAT_1: Final = re.compile(r"web-eid:1\.(0|[1-9][0-9]{0,2})")
"""Minor versions are compatible within the major one (Web eID architecture, Token format)."""
SIGNING_CERTIFICATES: Final = "unverifiedSigningCertificates"
"""What format 1.1 adds (Web eID for mobile, step 21)."""


@dataclass(frozen=True, slots=True)
class SigningEntry:
    """A certificate for signatures that came along, with what its card says it can do."""

    certificate: bytes
    algorithms: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """What a token claims."""

    certificate: bytes
    algorithm: str
    signature: bytes
    signing_entries: tuple[SigningEntry, ...]


def parse_token(text: str) -> UnverifiedToken:
    """Read a token; members that nobody defined yet are left unread, double ones refused."""
    if not MIN_TOKEN_CHARACTERS <= len(text) <= MAX_TOKEN_CHARACTERS:
        raise TokenMalformedError("too short or too long")
    try:
        members = parse_json_object(text, max_characters=MAX_TOKEN_CHARACTERS)
        minor_version = _require_format(members)
        return UnverifiedToken(
            certificate=b64decode(_text(members, "unverifiedCertificate")),
            algorithm=_text(members, "algorithm"),
            signature=b64decode(_text(members, "signature")),
            signing_entries=_signing_entries(members, minor_version),
        )
    except EncodingError as error:
        raise TokenMalformedError(str(error)) from error


def _require_format(members: Mapping[str, Any]) -> int:
    match = FORMAT_1.fullmatch(_text(members, "format"))
    if match is None:
        raise TokenFormatUnsupportedError("not Web eID format 1")
    return int(match[1])


def _signing_entries(members: Mapping[str, Any], minor_version: int) -> tuple[SigningEntry, ...]:
    """Read the certificates for signatures: none in format 1.0, at least one in 1.1."""
    if SIGNING_CERTIFICATES not in members:
        if minor_version == 1:
            raise TokenMalformedError("format 1.1 without certificates for signatures")
        return ()
    entries = members[SIGNING_CERTIFICATES]
    if minor_version == 0 or not isinstance(entries, list) or not entries:
        raise TokenMalformedError("certificates for signatures where none may be, or no list")
    return tuple(_signing_entry(entry) for entry in entries)


def _signing_entry(entry: Any) -> SigningEntry:
    if not isinstance(entry, dict):
        raise TokenMalformedError("a certificate for signatures that is not an object")
    algorithms = entry.get("supportedSignatureAlgorithms")
    if not isinstance(algorithms, list) or not algorithms:
        raise TokenMalformedError("a certificate for signatures without algorithms")
    if not all(isinstance(algorithm, dict) for algorithm in algorithms):
        raise TokenMalformedError("an algorithm for signatures that is not an object")
    return SigningEntry(b64decode(_text(entry, "certificate")), tuple(algorithms))


def _text(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        raise TokenMalformedError(f"{name} is missing, empty or not text")
    return value

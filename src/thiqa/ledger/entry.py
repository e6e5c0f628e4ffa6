"""An entry: an event that is opened to those concerned, and sealed to everybody else.

The opening is the canonical JSON of the event with a random salt. The leaf, which is
public, is the canonical JSON of the event's kind, its hour, and the opening's hash.
Whoever holds the leaves alone learns how many events of a kind an hour had.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from thiqa.base import (
    EncodingError,
    b64url_decode,
    b64url_encode,
    canonical_json,
    parse_json_object,
)
from thiqa.ledger.errors import EntryFormatError, OpeningMismatchError
from thiqa.ledger.events import Event, event_from_members, event_members

ENTRY_VERSION = 1
SALT_BYTES = 32
"""256 bits: an opening cannot be found by trying what it could say."""

COMMITMENT_DOMAIN = b"thiqa/ledger/opening/v1\x00"
COMMITMENT_BYTES = 32

SECONDS_PER_HOUR = 3600

MAX_OPENING_CHARACTERS = 32_768
MAX_LEAF_CHARACTERS = 256

_LEAF_MEMBERS = {"commitment", "hour", "kind", "version"}
_ENVELOPE_MEMBERS = ("kind", "salt", "version")

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as it is stored: the opening for those concerned, the leaf for everybody."""

    opening: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is public of an entry; `hour` counts hours since the epoch."""

    kind: str
    hour: int
    commitment: bytes


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An event whose opening is the one that the leaf commits to; only `open_entry` makes one."""

    event: Event
    leaf: Leaf


def seal_entry(event: Event, random_bytes: RandomBytes) -> SealedEntry:
    """Make the opening and the leaf of an event."""
    salt = random_bytes(SALT_BYTES)
    opening = canonical_json(
        {
            **event_members(event),
            "kind": event.kind,
            "salt": b64url_encode(salt),
            "version": ENTRY_VERSION,
        }
    )
    return SealedEntry(opening, _leaf_text(_leaf_of(event, opening)))


def leaf_of(opening: bytes) -> bytes:
    """Return the one leaf that commits to an opening."""
    return _leaf_text(_leaf_of(parse_opening(opening), opening))


def open_entry(leaf_text: bytes, opening: bytes) -> OpenedEntry:
    """Check that an opening belongs to a leaf, and return what it says.

    1. the leaf has the one form of a leaf;
    2. the opening hashes to the leaf's commitment;
    3. the opening has the one form of an opening;
    4. kind and hour of the leaf are those of the opened event.
    """
    leaf = parse_leaf(leaf_text)  # 1
    if _commit(opening) != leaf.commitment:  # 2
        raise OpeningMismatchError("the opening is not the one that the leaf commits to")
    event = parse_opening(opening)  # 3
    if leaf != _leaf_of(event, opening):  # 4
        raise OpeningMismatchError("kind or hour of the leaf are not those of the opening")
    return OpenedEntry(event, leaf)


def check_opening(leaf_text: bytes, opening: bytes) -> None:
    """Check that an opening is the one that a leaf commits to, and nothing else of either."""
    if not leaf_text.startswith(b'{"commitment":"%b"' % b64url_encode(_commit(opening)).encode()):
        raise OpeningMismatchError("the opening is not the one that the leaf commits to")


def parse_leaf(text: bytes) -> Leaf:
    """Read a leaf; refuse any text that is not the one form of what it says."""
    members = _canonical_object(text, MAX_LEAF_CHARACTERS)
    if members.keys() != _LEAF_MEMBERS:
        raise EntryFormatError("a leaf has other members")
    _check_version(members["version"])
    kind, hour, commitment = members["kind"], members["hour"], members["commitment"]
    if not isinstance(kind, str) or type(hour) is not int or hour < 0:
        raise EntryFormatError("a leaf's kind is a text and its hour a count of hours")
    return Leaf(kind, hour, _read_bytes(commitment, COMMITMENT_BYTES))


def parse_opening(text: bytes) -> Event:
    """Read an opening; refuse any text that is not the one form of what it says."""
    members = _canonical_object(text, MAX_OPENING_CHARACTERS)
    try:
        kind, salt, version = (members.pop(name) for name in _ENVELOPE_MEMBERS)
    except KeyError as error:
        raise EntryFormatError("an opening has a kind, a salt and a version") from error
    _check_version(version)
    _read_bytes(salt, SALT_BYTES)
    return event_from_members(kind, members)


def _leaf_of(event: Event, opening: bytes) -> Leaf:
    return Leaf(event.kind, event.at // SECONDS_PER_HOUR, _commit(opening))


def _leaf_text(leaf: Leaf) -> bytes:
    """Write the canonical JSON of a leaf: none of its four values needs an escape."""
    commitment = b64url_encode(leaf.commitment)
    return (
        f'{{"commitment":"{commitment}","hour":{leaf.hour},"kind":"{leaf.kind}",'
        f'"version":{ENTRY_VERSION}}}'
    ).encode()


def _commit(opening: bytes) -> bytes:
    return hashlib.sha256(COMMITMENT_DOMAIN + opening).digest()


def _check_version(version: Any) -> None:
    if type(version) is not int or version != ENTRY_VERSION:
        raise EntryFormatError("an entry of a version that we do not know")


def _canonical_object(text: bytes, max_characters: int) -> dict[str, Any]:
    try:
        members = parse_json_object(text, max_characters=max_characters)
        canonical = canonical_json(members)
    except EncodingError as error:
        raise EntryFormatError("not a JSON object of an entry") from error
    if canonical != text:
        raise EntryFormatError("not the canonical form of a JSON object")
    return members


def _read_bytes(text: Any, size: int) -> bytes:
    try:
        data = b64url_decode(text) if isinstance(text, str) else b""
    except EncodingError as error:
        raise EntryFormatError("not base64url") from error
    if len(data) != size:
        raise EntryFormatError(f"not {size} bytes in base64url")
    return data

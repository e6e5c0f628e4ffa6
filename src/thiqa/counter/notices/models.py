"""Where citizens want to hear from us, and what is sent there."""

from dataclasses import dataclass
from enum import StrEnum

from thiqa.web import Language


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Place:
    """An address that we can write to; only `read_place` makes one."""

    channel: Channel
    address: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A place that a citizen has shown to be theirs, by a code that was sent there."""

    id: str
    """Known to nobody but the citizen: whoever has it may end the notices, and nothing else."""
    subject: str
    place: Place
    language: Language
    confirmed_at: int
    expires_at: int
    """When it is forgotten, unless something is sent there before."""
    failed_at: int | None = None
    """When the carrier said that nothing can be delivered there."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A place that a code was sent to, and that nothing else is sent to before it is typed."""

    subject: str
    place: Place
    language: Language
    code: bytes
    """The digest of the code."""
    tries: int
    """How many codes may still be tried."""
    expires_at: int


@dataclass(frozen=True, slots=True)
class Message:
    """What a carrier takes: the same `id` twice is the same message twice."""

    id: str
    place: Place
    language: Language
    subject: str
    """Of an e-mail; text messages have none."""
    text: str
    stop_url: str | None = None
    """Where one request ends all messages to this place (RFC 8058)."""

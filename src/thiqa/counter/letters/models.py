"""A letter as its reader knows it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thiqa.base import b64url_encode


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter whose signature, parties and times were checked; only `read_letter` makes one."""

    id: str
    kind: str
    """The type of its JWS (RFC 7515, section 4.1.9)."""
    sender: str
    recipient: str
    issued_at: int
    expires_at: int
    in_reply_to: str | None
    """The fingerprint of the letter that it answers."""
    body: Mapping[str, Any] = field(repr=False)
    text: str = field(repr=False)
    """As it was signed: what proves it to others."""

    @property
    def fingerprint(self) -> str:
        """What an answer to it names."""
        return fingerprint(self.text)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a letter, in base64url."""
    return b64url_encode(hashlib.sha256(text.encode()).digest())

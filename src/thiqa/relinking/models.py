"""A request to link two identifiers, as it is asked, approved and answered."""

import hashlib
from dataclasses import asdict, dataclass
from enum import StrEnum

from thiqa.base import b64url_encode, canonical_json, parse_json_object
from thiqa.ledger.models import EntryId


class State(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    APPROVED = "approved"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Request:
    """What one officer asks and another one approves, word for word."""

    id: str
    asked_by: str
    """The person who asks."""
    asked_at: int
    from_sector: str
    subject: str
    to_sector: str
    reason: str

    @property
    def document(self) -> str:
        """The one text of this request."""
        return canonical_json(asdict(self)).decode()

    @property
    def fingerprint(self) -> str:
        """What the approver repeats, so that no other text is approved than was shown."""
        return b64url_encode(hashlib.sha256(self.document.encode()).digest())


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request, and what became of it."""

    request: Request
    state: State
    expires_at: int
    approved_by: str | None = None
    entry_id: EntryId | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What who asked is told, once."""

    subject: str
    """The person's identifier in the other sector."""
    receipt: str
    """The proof that the citizen can see it."""


def read_request(document: str) -> Request:
    """Read the text of a request."""
    return Request(**parse_json_object(document))

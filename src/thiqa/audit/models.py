"""What auditors count and ask for, as it comes from and goes to the database."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from thiqa.base import b64url_encode, canonical_json, parse_json_object
from thiqa.ledger.models import EntryId

ENOUGH_PERSONS = 10
"""A figure that fewer persons stand behind is shown to nobody."""

TRACE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """What is counted together."""

    day: int
    """Whole days since the epoch."""
    kind: str
    client_id: str
    """Empty where no service was concerned."""
    purpose: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries a cell has, and how many persons they are of, as far as it matters."""

    cell: Cell
    entries: int = 0
    traces: bytes = b""
    """A trace of each person, until there are enough: then nothing but that."""

    @property
    def has_enough_persons(self) -> bool:
        """Whether the figure hides each single one."""
        return len(self.traces) >= ENOUGH_PERSONS * TRACE_BYTES

    def with_entries(self, number: int, traces: Iterable[bytes]) -> "Tally":
        """Return the tally with more entries, of these persons."""
        counted = replace(self, entries=self.entries + number)
        if counted.has_enough_persons:
            return counted
        seen = {
            self.traces[at : at + TRACE_BYTES] for at in range(0, len(self.traces), TRACE_BYTES)
        }
        seen |= set(traces)
        if len(seen) >= ENOUGH_PERSONS:
            return replace(counted, traces=bytes(ENOUGH_PERSONS * TRACE_BYTES))
        return replace(counted, traces=b"".join(sorted(seen)))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the record was counted."""

    next_index: int
    counted_to: int
    """Of the seconds before this one nothing is left to count."""


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """What is counted of an entry; an opening that was deleted is counted nowhere."""

    index: int
    person_id: str | None
    opening: bytes | None


class State(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Request:
    """What one auditor asks and another one approves, word for word."""

    id: str
    asked_by: str
    """The person who asks."""
    asked_at: int
    index: int
    """The number of the entry in the log."""
    entry_hash: str
    """The leaf hash of the entry (RFC 6962, section 2.1)."""
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
    opening_id: EntryId | None = None
    """The entry that tells the citizen."""


def read_request(document: str) -> Request:
    """Read the text of a request."""
    return Request(**parse_json_object(document))

"""What the record keeps, as it comes from and goes to the database."""

from dataclasses import dataclass
from typing import Final, NewType, Self

from thiqa.ledger.errors import EntryNotFoundError

EntryId = NewType("EntryId", bytes)
"""Time-ordered and not guessable: five bytes of seconds, three of a counter, ten random ones."""

ENTRY_ID_BYTES = 18
TIME_BYTES = 5
FIRST_ENTRY_ID = EntryId(b"\0" * ENTRY_ID_BYTES)
LAST_ENTRY_ID = EntryId(b"\xff" * ENTRY_ID_BYTES)


def appended_at(entry_id: EntryId) -> int:
    """Return the time in an entry's identifier."""
    return int.from_bytes(entry_id[:TIME_BYTES])


def parse_entry_id(text: str) -> EntryId:
    """Read the hexadecimal form, as it stands in addresses; what is none names no entry."""
    try:
        entry_id = bytes.fromhex(text)
    except ValueError as error:
        raise EntryNotFoundError("there is no such entry") from error
    if len(entry_id) != ENTRY_ID_BYTES or entry_id.hex() != text:
        raise EntryNotFoundError("there is no such entry")
    return EntryId(entry_id)


def first_entry_id(at: int) -> EntryId:
    """Return what no entry of this second, or of a later one, is below."""
    return EntryId(at.to_bytes(TIME_BYTES).ljust(ENTRY_ID_BYTES, b"\0"))


def time_of(entry_id: EntryId) -> int:
    """Return the second in which an entry was made."""
    return int.from_bytes(entry_id[:TIME_BYTES])


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be made durable, and whom it concerns."""

    id: EntryId
    person_id: str | None
    client_id: str | None
    opening: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True)
class PendingLeaf:
    """A durable entry that has no place in the tree yet."""

    entry_id: EntryId
    leaf: bytes


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is found in the database, not yet checked against its leaf."""

    id: EntryId
    person_id: str | None
    client_id: str | None
    opening: bytes
    leaf: bytes | None
    index: int | None
    """Its place in the tree; none while it waits."""


@dataclass(frozen=True, slots=True)
class StoredHead:
    """The size of the tree and the checkpoint that was signed for it; none before the first."""

    size: int
    checkpoint: str

    @classmethod
    def of_nothing(cls) -> Self:
        """Return the head of a log that has signed nothing."""
        return cls(0, "")


@dataclass(frozen=True, slots=True)
class Publication:
    """The checkpoint that everybody is shown, cosigned; none before the first."""

    size: int
    checkpoint: str
    published_at: int


NO_SERVICE: Final = ""
"""What was between the person and the provider alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries of a history are wanted; None stands for all."""

    before: EntryId = LAST_ENTRY_ID
    """The last entry of the page before this one."""
    since: int = 0
    """The first second."""
    until: int | None = None
    """The second after the last."""
    client_id: str | None = None
    """A service, or NO_SERVICE."""
    claim: str | None = None
    """A claim by its own name, in whatever language, verified or not."""


ALL = Wanted()

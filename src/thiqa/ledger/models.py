"""What the record keeps, as it comes from and goes to the database."""

from dataclasses import dataclass
from typing import NewType, Self

from thiqa.ledger.errors import EntryNotFoundError

EntryId = NewType("EntryId", bytes)
"""Time-ordered and not guessable: five bytes of seconds, three of a counter, ten random ones."""

ENTRY_ID_BYTES = 18
LAST_ENTRY_ID = EntryId(b"\xff" * ENTRY_ID_BYTES)


def parse_entry_id(text: str) -> EntryId:
    """Read the hexadecimal form, as it stands in addresses; what is none names no entry."""
    try:
        entry_id = bytes.fromhex(text)
    except ValueError as error:
        raise EntryNotFoundError("there is no such entry") from error
    if len(entry_id) != ENTRY_ID_BYTES or entry_id.hex() != text:
        raise EntryNotFoundError("there is no such entry")
    return EntryId(entry_id)


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

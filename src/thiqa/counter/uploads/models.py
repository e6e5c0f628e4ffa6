"""A file on its way, or kept."""

from dataclasses import dataclass
from enum import StrEnum


class UploadState(StrEnum):
    """How far a file is."""

    RECEIVING = "receiving"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Announced:
    """What is said of a file before it comes."""

    name: str
    size: int
    digest: bytes
    """SHA-256 of the whole file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of one field of one request."""

    id: str
    request: str
    field: str
    name: str
    size: int
    digest: bytes
    received: int
    """How many bytes are here; the next piece begins there."""
    state: UploadState
    media_type: str
    fault: str
    """Why it was refused: an English message."""
    begun_at: int

    @property
    def is_whole(self) -> bool:
        """Whether every byte is here."""
        return self.received == self.size


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was looked at, to be given out."""

    name: str
    media_type: str
    data: bytes

"""What a service for lost, stolen and revoked documents has answered."""

from dataclasses import dataclass
from enum import StrEnum


class DocumentStatus(StrEnum):
    """The three things that can be said of a document's number."""

    REPORTED = "reported"
    NOT_REPORTED = "not-reported"
    CANNOT_SAY = "cannot-say"


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """An answer about one document; silence is not an answer and does not make one."""

    country: str
    """The issuing state, as three letters of the machine-readable zone."""
    number: str
    """The document's number, without fillers."""
    document_type: str
    """The first letter of its document code."""
    status: DocumentStatus
    source: str
    """Who said so, and of which day, for people."""

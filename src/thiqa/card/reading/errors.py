"""What can go wrong while a document is read.

CardError
└── ReadingError
    ├── AccessRefusedError   the chip cannot be opened as the rules want
    └── FileRefusedError     the chip does not give a file, or something else than it
"""

from typing import Final

from thiqa.card.errors import CardError
from thiqa.card.transport.apdu import StatusWord

ABSENT: Final = "absent"
MALFORMED: Final = "malformed"


class ReadingError(CardError):
    """A document cannot be read."""


class AccessRefusedError(ReadingError):
    """The chip cannot be opened as the rules want, or with this password."""


class FileRefusedError(ReadingError):
    """The chip does not give a file; `why` is `absent`, `malformed` or the status word."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"the chip does not give {name}: {why}")
        self.why = why


def refused_with(name: str, status: int) -> FileRefusedError:
    """Return the error for a status word."""
    return FileRefusedError(
        name, ABSENT if status == StatusWord.FILE_NOT_FOUND else f"{status:04X}"
    )

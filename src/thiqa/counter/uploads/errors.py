"""What can go wrong with a file.

CounterError
├── UploadMissingError     no such upload, or no such field
├── UploadOffsetError      a piece that does not follow the last one: go on from another place
└── FileRefusedError       the file is not what the field takes; the text is a message for people
"""

from thiqa.counter.errors import CounterError


class UploadMissingError(CounterError):
    """There is no such upload for this citizen, or no such field."""


class UploadOffsetError(CounterError):
    """A piece does not begin where the last one ended."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the next piece begins at {offset}")
        self.offset = offset


class FileRefusedError(CounterError):
    """A file is not what its field takes; the text is an English message."""

"""What the life of a request reads and writes."""

from typing import Protocol

from thiqa.counter.requests.store import RequestStore
from thiqa.counter.uploads.store import UploadStore


class Tasks(Protocol):
    """Where a step leaves what follows it."""

    async def leave(self, kind: str, key: str, due_at: int) -> None:
        """Have something done at a time."""
        ...


class Records(Protocol):
    """The stores that a unit of work about requests needs."""

    @property
    def requests(self) -> RequestStore:
        """Requests, their fields and their steps."""
        ...

    @property
    def tasks(self) -> Tasks:
        """What is to be done later."""
        ...

    @property
    def uploads(self) -> UploadStore:
        """The files of requests."""
        ...

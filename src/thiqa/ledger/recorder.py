"""Writing into the record, as a part of whatever is being recorded."""

import itertools
import secrets
from collections.abc import Callable

from thiqa.ledger.entry import RandomBytes, seal_entry
from thiqa.ledger.events import Event
from thiqa.ledger.models import TIME_BYTES, EntryId, NewEntry
from thiqa.ledger.store import Records

_COUNTER_BYTES = 3
_RANDOM_BYTES = 10


def _let_pass() -> None:
    """Leave it to others to see that entries become provable."""


def _tell_nobody() -> None:
    """Leave it to the sequencer to look."""


class Recorder:
    """Appends entries inside units of work."""

    def __init__(
        self,
        *,
        check: Callable[[], None] = _let_pass,
        notify: Callable[[], None] = _tell_nobody,
        random_bytes: RandomBytes = secrets.token_bytes,
    ) -> None:
        """Take what refuses entries that would not be provable, and a way to tell the sequencer."""
        self._check = check
        self._notify = notify
        self._random_bytes = random_bytes
        self._counter = itertools.count()

    async def append(
        self, records: Records, event: Event, *, person_id: str | None, client_id: str | None
    ) -> EntryId:
        """Append an event as a part of a unit of work: both become durable, or neither does.

        `person_id` and `client_id` decide who may read the entry and ask for its receipt.
        Raises RecordBehindError if it would not be provable in time.
        """
        self._check()
        sealed = seal_entry(event, self._random_bytes)
        entry_id = self._new_id(event.at)
        await records.ledger.add_entry(
            NewEntry(entry_id, person_id, client_id, sealed.opening, sealed.leaf)
        )
        self._notify()
        return entry_id

    def _new_id(self, at: int) -> EntryId:
        counter = next(self._counter) % 256**_COUNTER_BYTES
        return EntryId(
            at.to_bytes(TIME_BYTES)
            + counter.to_bytes(_COUNTER_BYTES)
            + self._random_bytes(_RANDOM_BYTES)
        )

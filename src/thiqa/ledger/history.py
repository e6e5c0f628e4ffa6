"""A history: what the record says of one person, or of one service, newest first."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from thiqa.base import Database
from thiqa.ledger.entry import open_entry
from thiqa.ledger.errors import DamagedLeafError
from thiqa.ledger.events import Event
from thiqa.ledger.models import EntryId, StoredEntry, Wanted
from thiqa.ledger.store import Records

MAX_PAGE_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An entry that was checked against its leaf, for those whom it concerns."""

    id: EntryId
    event: Event
    index: int | None
    """Its place in the tree; none for the moment until it has one."""


List = Callable[[Wanted, int, Records], Coroutine[Any, Any, list[StoredEntry]]]


async def read_history(
    database: Database[Records], list_entries: List, wanted: Wanted, limit: int
) -> list[HistoryEntry]:
    """Return one page of a history.

    The storage finds a claim by its name in the text of the opening; what has the name in
    another place only is left out here.
    """
    limit = min(limit, MAX_PAGE_ENTRIES)
    page: list[HistoryEntry] = []
    while len(page) < limit:
        found = await database.read(partial(list_entries, wanted, limit))
        entries = (checked_entry(each) for each in found)
        page += [entry for entry in entries if _names(entry.event, wanted.claim)]
        if len(found) < limit:
            break
        wanted = replace(wanted, before=found[-1].id)
    return page[:limit]


def checked_entry(stored: StoredEntry) -> HistoryEntry:
    """Return an entry whose opening is the one that its leaf commits to."""
    if stored.leaf is None:
        raise DamagedLeafError("an entry has lost its leaf")
    return HistoryEntry(stored.id, open_entry(stored.leaf, stored.opening).event, stored.index)


def own_name(claim: str) -> str:
    """Return a claim's name without its language and without what it is a member of."""
    return claim.rpartition(".")[2].partition("#")[0]


def _names(event: Event, claim: str | None) -> bool:
    return claim is None or claim in map(own_name, getattr(event, "claims", ()))

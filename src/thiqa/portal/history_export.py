"""A history to take away: every entry with its receipt, as JSON, a few entries at a time."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import Any

from thiqa.ledger.events import event_members
from thiqa.ledger.history import HistoryEntry
from thiqa.ledger.models import Wanted
from thiqa.ledger.promise import IssuedPromise
from thiqa.ledger.receipts import IssuedReceipt
from thiqa.oidc.authorization.shown import read_shown
from thiqa.oidc.errors import AlteredTextError
from thiqa.portal.entries import Clients, clients_of, described
from thiqa.portal.portal import Portal

FORMAT = "thiqa-history/1"
PAGE_ENTRIES = 25
"""In one step: some milliseconds of work, so that nobody else waits for an export."""

WAIT_SECONDS = 3.0
"""For the receipts of the newest entries, once."""


@dataclass(frozen=True, slots=True)
class Proved:
    """An entry with its receipt, or with the promise of one until it is there."""

    entry: HistoryEntry
    answer: IssuedReceipt | IssuedPromise


async def proved_entries(
    portal: Portal, person_id: str, wanted: Wanted
) -> AsyncIterator[list[Proved]]:
    """Yield a history page by page, newest first."""
    page: list[HistoryEntry] = []
    patience = WAIT_SECONDS
    while not page or len(page) == PAGE_ENTRIES:
        page = await portal.receipts.history(person_id, wanted, limit=PAGE_ENTRIES)
        if not page:
            return
        answers = await asyncio.gather(
            *(
                portal.receipts.answer_for_person(entry.id, person_id, wait_seconds=patience)
                for entry in page
            )
        )
        yield [Proved(entry, answer) for entry, answer in zip(page, answers, strict=True)]
        wanted, patience = replace(wanted, before=page[-1].id), 0.0


async def replayed(entries: list[Proved]) -> AsyncIterator[list[Proved]]:
    """Yield entries that are at hand already."""
    yield entries


async def history_json(
    portal: Portal, pages: AsyncIterator[list[Proved]], head: dict[str, Any]
) -> AsyncIterator[str]:
    """Yield the text of one JSON object: `head`, the entries, and the texts that they name."""
    separator, hashes = "", set[str]()
    yield f'{json.dumps({"format": FORMAT, **head}, ensure_ascii=False)[:-1]}, "entries": ['
    async for page in pages:
        clients = await clients_of(portal, (proved.entry.event for proved in page))
        for proved in page:
            yield f"{separator}\n{json.dumps(_members(proved, clients), ensure_ascii=False)}"
            separator = ","
            hashes.add(getattr(proved.entry.event, "consent_text_hash", ""))
    texts = await _texts(portal, hashes - {""})
    yield f'\n], "texts": {json.dumps(texts, ensure_ascii=False, indent=0)}}}\n'


def _members(proved: Proved, clients: Clients) -> dict[str, Any]:
    event = proved.entry.event
    service, purpose, article, sector = described(event, clients)
    return {
        "id": proved.entry.id.hex(),
        "event": {"kind": event.kind, **event_members(event)},
        "service": service,
        "sector": sector,
        "purpose": purpose,
        "article": article,
        "receipt" if isinstance(proved.answer, IssuedReceipt) else "promise": proved.answer.text,
    }


async def _texts(portal: Portal, hashes: Iterable[str]) -> dict[str, str]:
    """Return what consent pages stated, by the hash that the entries name."""
    found: dict[str, str] = {}
    for text_hash in sorted(hashes):
        text = await _text(portal, text_hash)
        if text is not None:
            found[text_hash] = text
    return found


async def _text(portal: Portal, text_hash: str) -> str | None:
    try:
        return await portal.provider.database.read(lambda records: read_shown(records, text_hash))
    except AlteredTextError:
        return None

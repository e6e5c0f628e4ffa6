"""Reading the record: receipts for those whom an entry concerns, and their history."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from thiqa.base import Database, b64url_encode
from thiqa.ledger.checkpoint import VerifiedCheckpoint, verify_checkpoint
from thiqa.ledger.errors import (
    DamagedLeafError,
    DamagedTileError,
    EntryNotFoundError,
    InclusionError,
    NotYetIntegratedError,
    StoredRecordError,
)
from thiqa.ledger.events import Opening
from thiqa.ledger.history import MAX_PAGE_ENTRIES, HistoryEntry, checked_entry, read_history
from thiqa.ledger.merkle import HASH_BYTES, Span, hash_leaf, inclusion_spans
from thiqa.ledger.models import ALL, EntryId, Publication, StoredEntry, Wanted
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.promise import IssuedPromise, Promiser
from thiqa.ledger.receipt import Receipt, VerifiedReceipt, format_receipt, verify_parts
from thiqa.ledger.store import Records, Store
from thiqa.ledger.tiles import TILE_WIDTH, TileId, Tiles, span_hash, tile_path, tiles_for

RECEIPT_WAIT_SECONDS = 10.0
"""Our promise: a receipt with its proof within 10 s."""
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 0.4
"""How soon it is looked again while somebody waits."""

MaySee = Callable[[StoredEntry], bool]


@dataclass(frozen=True, slots=True)
class IssuedReceipt:
    """A receipt that was verified before it is given out, and its text."""

    entry_id: EntryId
    text: str
    verified: VerifiedReceipt


@dataclass(frozen=True, slots=True)
class _Found:
    """All that a receipt is made of, as the database gives it."""

    entry: StoredEntry
    leaf: bytes
    index: int
    published: Publication
    tiles: Tiles


class Receipts:
    """Gives receipts and histories to those whom the entries concern, and to nobody else."""

    def __init__(
        self, database: Database[Records], policy: LogPolicy, promiser: Promiser | None = None
    ) -> None:
        """Take what every checkpoint must meet before anything is shown that rests on it.

        Without a promiser, whoever asks before the proof is there is not answered.
        """
        self._database = database
        self._policy = policy
        self._promiser = promiser
        self._checkpoint: tuple[str, VerifiedCheckpoint] | None = None

    @property
    def policy(self) -> LogPolicy:
        """What every checkpoint must meet."""
        return self._policy

    async def receipt_for_person(
        self, entry_id: EntryId, person_id: str, *, wait_seconds: float = RECEIPT_WAIT_SECONDS
    ) -> IssuedReceipt:
        """Return the receipt of an entry that concerns this person.

        Waits until a published checkpoint covers it; raises NotYetIntegratedError after
        `wait_seconds`, EntryNotFoundError at once.
        """
        return _proved(await self._wait_for(entry_id, _of_person(person_id), wait_seconds))

    async def receipt_for_client(
        self, entry_id: EntryId, client_id: str, *, wait_seconds: float = RECEIPT_WAIT_SECONDS
    ) -> IssuedReceipt:
        """Return the receipt of an entry that concerns this service, as for a person."""
        return _proved(await self._wait_for(entry_id, _of_client(client_id), wait_seconds))

    async def answer_for_person(
        self, entry_id: EntryId, person_id: str, *, wait_seconds: float = RECEIPT_WAIT_SECONDS
    ) -> IssuedReceipt | IssuedPromise:
        """Return the receipt, or after `wait_seconds` the promise that there will be one."""
        return self._promised(await self._wait_for(entry_id, _of_person(person_id), wait_seconds))

    async def answer_for_client(
        self,
        entry_id: EntryId,
        client_id: str,
        person_id: str,
        *,
        wait_seconds: float = RECEIPT_WAIT_SECONDS,
    ) -> IssuedReceipt | IssuedPromise:
        """Return the receipt or a promise of what a service did with this person's identity."""

        def is_of_both(entry: StoredEntry) -> bool:
            return (entry.client_id, entry.person_id) == (client_id, person_id)

        return self._promised(await self._wait_for(entry_id, is_of_both, wait_seconds))

    async def receipt_by_opening(
        self,
        entry_id: EntryId,
        opening_id: EntryId,
        *,
        wait_seconds: float = RECEIPT_WAIT_SECONDS,
    ) -> tuple[IssuedReceipt, IssuedReceipt]:
        """Return an entry's receipt to auditors, and that of the opening that allows it.

        Without an opening in the published record that names this entry there is none.
        """
        opening = _proved(await self._wait_for(opening_id, lambda entry: True, wait_seconds))
        event = opening.verified.entry.event
        if not isinstance(event, Opening):
            raise EntryNotFoundError("there is no such entry")

        def is_named(entry: StoredEntry) -> bool:
            return b64url_encode(hash_leaf(_leaf_of(entry))) == event.entry_hash

        return _proved(await self._wait_for(entry_id, is_named, wait_seconds)), opening

    async def entry_for_person(self, entry_id: EntryId, person_id: str) -> HistoryEntry:
        """Return an entry that concerns this person, whether it has its place yet or not."""
        found = await self._database.read(lambda records: records.ledger.get_entry(entry_id))
        if found is None or found[0].person_id != person_id:
            raise EntryNotFoundError("there is no such entry")
        return checked_entry(found[0])

    async def history(
        self, person_id: str, wanted: Wanted = ALL, *, limit: int = MAX_PAGE_ENTRIES
    ) -> list[HistoryEntry]:
        """Return what was done with a person's identity, newest first.

        The id of the last entry is `before` for the next page.
        """
        return await read_history(
            self._database,
            lambda wanted, limit, records: records.ledger.list_of_person(person_id, wanted, limit),
            wanted,
            limit,
        )

    async def history_of_client(
        self, client_id: str, wanted: Wanted = ALL, *, limit: int = MAX_PAGE_ENTRIES
    ) -> list[HistoryEntry]:
        """Return what a service was given and refused, newest first."""
        return await read_history(
            self._database,
            lambda wanted, limit, records: records.ledger.list_of_client(client_id, wanted, limit),
            wanted,
            limit,
        )

    async def services_of(self, person_id: str) -> list[str]:
        """Return the services that a person's history names, and NO_SERVICE if it has such."""
        return await self._database.read(
            lambda records: records.ledger.list_services_of_person(person_id)
        )

    async def checkpoint(self) -> str:
        """Return the published checkpoint; raise NotYetIntegratedError before the first."""
        published = await self._database.read(lambda records: records.ledger.get_publication())
        if not published.checkpoint:
            raise NotYetIntegratedError("nothing is published yet")
        self._verified(published)
        return published.checkpoint

    async def _wait_for(
        self, entry_id: EntryId, may_see: MaySee, wait_seconds: float
    ) -> IssuedReceipt | StoredEntry:
        """Return the receipt, or the entry if there is no proof after `wait_seconds`."""
        deadline, pause = time.monotonic() + wait_seconds, FIRST_PAUSE_SECONDS
        while True:
            found = await self._database.read(lambda records: _find(records.ledger, entry_id))
            if found is None or not may_see(_entry_of(found)):
                raise EntryNotFoundError("there is no such entry")
            if isinstance(found, _Found):
                return self._issue(found)
            left = deadline - time.monotonic()
            if left <= 0:
                return found
            await asyncio.sleep(min(pause, left))
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _promised(self, found: IssuedReceipt | StoredEntry) -> IssuedReceipt | IssuedPromise:
        if isinstance(found, IssuedReceipt) or self._promiser is None:
            return _proved(found)
        return self._promiser.promise(found.id, _leaf_of(found), found.opening)

    def _issue(self, found: _Found) -> IssuedReceipt:
        checkpoint = self._verified(found.published)
        spans = inclusion_spans(found.index, found.published.size)
        proof = tuple(span_hash(span, found.tiles) for span in spans)
        receipt = Receipt(
            found.leaf, found.entry.opening, found.index, proof, found.published.checkpoint
        )
        try:
            verified = verify_parts(receipt, checkpoint)
        except InclusionError as error:
            raise _damage(found, spans) from error
        return IssuedReceipt(found.entry.id, format_receipt(receipt), verified)

    def _verified(self, published: Publication) -> VerifiedCheckpoint:
        if self._checkpoint is None or self._checkpoint[0] != published.checkpoint:
            verified = verify_checkpoint(published.checkpoint, self._policy)
            if verified.head.size != published.size:
                raise StoredRecordError("the stored size is not the one that was signed")
            self._checkpoint = (published.checkpoint, verified)
        return self._checkpoint[1]


def _of_person(person_id: str) -> MaySee:
    return lambda entry: entry.person_id == person_id


def _of_client(client_id: str) -> MaySee:
    return lambda entry: entry.client_id == client_id


def _proved(found: IssuedReceipt | StoredEntry) -> IssuedReceipt:
    if isinstance(found, StoredEntry):
        raise NotYetIntegratedError("the entry is durable, its proof is not ready yet")
    return found


async def _find(ledger: Store, entry_id: EntryId) -> _Found | StoredEntry | None:
    found = await ledger.get_entry(entry_id)
    if found is None:
        return None
    entry, published = found
    leaf = _leaf_of(entry)
    if entry.index is None or entry.index >= published.size:
        return entry
    wanted = tiles_for(inclusion_spans(entry.index, published.size))
    wanted.add(TileId(0, entry.index // TILE_WIDTH))
    return _Found(entry, leaf, entry.index, published, await ledger.get_tiles(wanted))


def _entry_of(found: _Found | StoredEntry) -> StoredEntry:
    return found.entry if isinstance(found, _Found) else found


def _leaf_of(entry: StoredEntry) -> bytes:
    if entry.leaf is None:
        raise DamagedLeafError("an entry has lost its leaf")
    return entry.leaf


def _damage(found: _Found, spans: Sequence[Span]) -> StoredRecordError:
    tile, place = divmod(found.index, TILE_WIDTH)
    row = found.tiles.get(TileId(0, tile), b"")
    in_tree = row[place * HASH_BYTES : (place + 1) * HASH_BYTES]
    if in_tree != hash_leaf(found.leaf):
        return DamagedLeafError("the stored leaf is not the one that the tree holds at its place")
    paths = ", ".join(tile_path(tile) for tile in sorted(tiles_for(spans)))
    return DamagedTileError(f"one of {paths} is not what the root was computed from")

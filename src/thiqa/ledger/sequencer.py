"""Giving durable entries their places in the tree, and signing the heads of the log."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial

from thiqa.base import Database, ThiqaError
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint, verify_checkpoint
from thiqa.ledger.edge import EMPTY_EDGE, Edge, edge_from_tiles, extend
from thiqa.ledger.errors import DamagedTileError, HeadMovedError, LedgerError, StoredRecordError
from thiqa.ledger.keys import Signer, VerifierKey
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.models import (
    FIRST_ENTRY_ID,
    EntryId,
    PendingLeaf,
    StoredHead,
    appended_at,
    first_entry_id,
)
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.store import Records
from thiqa.ledger.tiles import TileId, edge_tiles, tile_path

BATCH_LIMIT = 256
"""Entries in one unit of work: large enough that its fixed cost is shared, small enough
that others who write wait for it only some milliseconds."""

POLL_SECONDS = 0.2
"""How soon this process looks again after there was something to do."""

IDLE_POLL_SECONDS = 1.0
"""How long an entry waits at most whose own process has ended before it gave it its place."""

GATHER_SECONDS = 0.05
"""How long the first entry of a batch waits for company."""

LOOK_BACK_SECONDS = 2
"""How much older than the last one that was placed an entry may be that is found at once."""

LOOK_EVERYWHERE_SECONDS = 2.0
"""How soon any other is. Where entries waited before, their traces are in the way for as long
as somebody may still see them, such as a backup, and every search from the first meets them."""

Report = Callable[[ThiqaError], None]


def _log(error: ThiqaError) -> None:
    logging.getLogger(__name__).warning("not sequenced: %s", type(error).__name__)


def _tell_nobody() -> None:
    """Leave it to the publisher to look."""


class Sequencer:
    """Integrates entries; any number of processes may run one on the same database.

    The row of the head is locked from the first statement to the commit, and a head only
    replaces the one that was locked: so there is one history. A checkpoint is read from the
    database alone, never from here: so only a durable one is ever seen.
    """

    def __init__(
        self,
        database: Database[Records],
        signer: Signer,
        known_keys: Sequence[VerifierKey],
        *,
        batch_limit: int = BATCH_LIMIT,
        poll_seconds: float = POLL_SECONDS,
        gather_seconds: float = GATHER_SECONDS,
        signed: Callable[[], None] = _tell_nobody,
        report: Report = _log,
    ) -> None:
        """Take the key that signs, and all keys by which heads of this log were ever signed.

        `signed` is called after each head.
        """
        self._database = database
        self._signer = signer
        self._policy = LogPolicy.of_log(*known_keys)
        self._batch_limit = batch_limit
        self._poll_seconds = poll_seconds
        self._gather_seconds = gather_seconds
        self._signed = signed
        self._report = report
        self._hint = asyncio.Event()
        self._last: tuple[StoredHead, Edge] = (StoredHead.of_nothing(), EMPTY_EDGE)
        self._since = FIRST_ENTRY_ID
        self._looked_everywhere = -LOOK_EVERYWHERE_SECONDS

    def wake(self) -> None:
        """Say that an entry is on its way."""
        self._hint.set()

    async def run(self) -> None:
        """Integrate entries until cancelled.

        Raises LedgerError when the stored tree contradicts what was signed: then nothing
        may be signed any more. Goes on after anything else, such as a lost connection.
        """
        patience, idle = self._poll_seconds, max(self._poll_seconds, IDLE_POLL_SECONDS)
        while True:
            busy = await self._integrate_full_batches()
            busy |= await self._wait_for_company(patience)
            patience = self._poll_seconds if busy else min(2 * patience, idle)

    async def integrate(self) -> int:
        """Integrate one batch, if there is any; return the number of entries in it."""
        return await self._integrate(FIRST_ENTRY_ID)

    async def _integrate(self, since: EntryId) -> int:
        signed_before = self._last[0].checkpoint
        if signed_before and not await self._database.read(partial(_has_pending, since)):
            return 0
        size_before, self._last = await self._database.run(partial(self._integrate_batch, since))
        self._signed()
        return self._last[0].size - size_before

    def _where_to_look(self) -> EntryId:
        now = time.monotonic()
        if now < self._looked_everywhere + LOOK_EVERYWHERE_SECONDS:
            return self._since
        self._looked_everywhere = now
        return FIRST_ENTRY_ID

    async def _integrate_full_batches(self) -> bool:
        """Integrate until less than a full batch is left to gather; say whether anything was."""
        batch = 0
        try:
            while (batch := await self._integrate(self._where_to_look())) == self._batch_limit:
                pass
        except LedgerError:
            raise
        except ThiqaError as error:
            self._report(error)
        return batch > 0

    async def _wait_for_company(self, patience: float) -> bool:
        """Wait to be woken, and then for the batch to gather; say whether anybody woke us."""
        try:
            async with asyncio.timeout(patience):
                await self._hint.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(self._gather_seconds)
        self._hint.clear()
        return True

    async def _integrate_batch(
        self, since: EntryId, records: Records
    ) -> tuple[int, tuple[StoredHead, Edge]]:
        """Do one batch.

        1. lock the head;
        2. take up the tree where the signed head left it;
        3. write the tiles that grow by the oldest entries;
        4. give these entries their places;
        5. sign the new head, and put it into the place of the old one.
        """
        ledger = records.ledger
        head = await ledger.lock_head()  # 1
        edge = await self._take_up(head, records)  # 2
        pending = await ledger.list_pending(self._batch_limit, since)
        if not pending and head.checkpoint:
            return head.size, (head, edge)
        self._since = _a_little_before(pending)
        edge, grown = extend(edge, [hash_leaf(entry.leaf) for entry in pending])
        if not await ledger.put_tiles(grown):  # 3
            paths = ", ".join(tile_path(tile) for tile in sorted(grown))
            raise DamagedTileError(f"one of {paths} is not what this tree has grown from")
        if not await ledger.place(head.size, [entry.entry_id for entry in pending]):  # 4
            raise HeadMovedError("places were given elsewhere while the head was locked")
        checkpoint = sign_checkpoint(TreeHead(edge.size, edge.root), self._signer)  # 5
        new_head = StoredHead(edge.size, checkpoint)
        if not await ledger.put_head(head, new_head):
            raise HeadMovedError("the head is not where it was when it was locked")
        return head.size, (new_head, edge)

    async def _take_up(self, head: StoredHead, records: Records) -> Edge:
        if self._last[0] == head:
            return self._last[1]
        if head == StoredHead.of_nothing():
            if await records.ledger.get_tiles([TileId(0, 0)]):
                raise StoredRecordError("there are leaves, and no head that was signed for them")
            return EMPTY_EDGE
        signed = verify_checkpoint(head.checkpoint, self._policy).head
        if signed.size != head.size:
            raise StoredRecordError("the stored size is not the one that was signed")
        tiles = await records.ledger.get_tiles(edge_tiles(head.size))
        return edge_from_tiles(head.size, signed.root, tiles)


async def _has_pending(since: EntryId, records: Records) -> bool:
    return await records.ledger.has_pending(since)


def _a_little_before(placed: Sequence[PendingLeaf]) -> EntryId:
    if not placed:
        return FIRST_ENTRY_ID
    return first_entry_id(max(0, appended_at(placed[-1].entry_id) - LOOK_BACK_SECONDS))

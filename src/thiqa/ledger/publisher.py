"""Publishing signed heads, once a quorum of witnesses has cosigned them."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from thiqa.base import Clock, Database, ThiqaError
from thiqa.ledger.checkpoint import TreeHead, verify_checkpoint
from thiqa.ledger.errors import LedgerError, QuorumError, StoredRecordError
from thiqa.ledger.merkle import consistency_spans, verify_consistency
from thiqa.ledger.models import Publication, StoredHead
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.store import Records
from thiqa.ledger.tiles import span_hash, tiles_for
from thiqa.ledger.witness_desk import Prove

PUBLISH_SECONDS = 1.0
"""The pause before witnesses are asked again: an entry waits for their next round."""

POLL_SECONDS = 0.25
"""How soon this process looks again after there was something to publish."""

IDLE_POLL_SECONDS = 1.0

LEASE_SECONDS = 8
"""Longer than any round: who publishes and dies, leaves it to another process after this."""

LONGEST_PAUSE_SECONDS = 8.0
"""How long witnesses are left alone at most after rounds without a quorum."""

FRESH_SECONDS = 600
"""How old a published checkpoint may get in a log in which nothing happens."""

HOLDER_BYTES = 16

Cosign = Callable[[StoredHead, Prove], Awaitable[str]]
"""Gives the lines of the witnesses who have cosigned a head."""

Report = Callable[[ThiqaError], None]


async def _by_nobody(head: StoredHead, prove: Prove) -> str:
    """Be content with the log's own signature."""
    return ""


def _log(error: ThiqaError) -> None:
    logging.getLogger(__name__).warning("not published: %s", error)


class Publisher:
    """Publishes heads; any number of processes may run one on the same database.

    Who holds the lease asks the witnesses, so that they are asked once. There is one history
    without it too: heads come from the database, where they are durable before a witness
    sees them, and a publication replaces only the one from which it was made.
    """

    def __init__(
        self,
        database: Database[Records],
        policy: LogPolicy,
        clock: Clock,
        cosign: Cosign = _by_nobody,
        *,
        publish_seconds: float = PUBLISH_SECONDS,
        report: Report = _log,
    ) -> None:
        """Take what a checkpoint must meet to be published, and how it is cosigned for that."""
        self._database = database
        self._policy = policy
        self._own = LogPolicy(policy.logs)
        self._clock = clock
        self._cosign = cosign
        self._publish_seconds = publish_seconds if policy.needs_witnesses else 0.0
        self._report = report
        self._holder = secrets.token_hex(HOLDER_BYTES)
        self._hint = asyncio.Event()

    def wake(self) -> None:
        """Say that there is a new head."""
        self._hint.set()

    async def run(self) -> NoReturn:
        """Publish heads until cancelled.

        Raises LedgerError when what is stored contradicts what was signed. Goes on after
        anything else, such as too few witnesses or a lost connection.
        """
        patience, pause = POLL_SECONDS, POLL_SECONDS
        try:
            while True:
                try:
                    published = await self.publish()
                except ThiqaError as error:
                    if isinstance(error, LedgerError) and not isinstance(error, QuorumError):
                        raise
                    self._report(error)
                    pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                    await asyncio.sleep(pause)
                    continue
                pause = POLL_SECONDS
                patience = POLL_SECONDS if published else min(2 * patience, IDLE_POLL_SECONDS)
                await asyncio.sleep(self._publish_seconds if published else 0)
                await self._wait_for_head(patience)
        finally:
            with suppress(ThiqaError):
                await self._hold_lease(0)

    async def publish(self) -> bool:
        """Publish the newest head, if it is not and it is for us to do so; say whether we did.

        1. the head is signed, and not smaller than what is published;
        2. it is for this process to publish it;
        3. the tree that is published is a beginning of it;
        4. witnesses cosign it, and the policy accepts the whole;
        5. it is published in the place of what was published when we began.
        """
        head, published = await self._database.read(_head_and_publication)
        if not head.checkpoint or not self._is_due(head, published):
            return False
        signed = self._check_signed(head, published)  # 1
        if not await self._hold_lease(LEASE_SECONDS):  # 2
            return False
        await self._check_growth(published, signed)  # 3
        checkpoint = head.checkpoint + await self._cosign(head, self._prove)
        verify_checkpoint(checkpoint, self._policy)  # 4
        new = Publication(head.size, checkpoint, self._clock())
        return await self._database.run(
            lambda records: records.ledger.put_publication(published, new)
        )  # 5

    def _is_due(self, head: StoredHead, published: Publication) -> bool:
        if head.size != published.size or not self._is_accepted(published):
            return True
        is_old = self._clock() >= published.published_at + FRESH_SECONDS
        return is_old and self._policy.needs_witnesses

    def _is_accepted(self, published: Publication) -> bool:
        """Tell whether the policy of today accepts what was published, if anything was."""
        if not published.checkpoint:
            return False
        try:
            verify_checkpoint(published.checkpoint, self._policy)
        except QuorumError:
            return False
        return True

    def _check_signed(self, head: StoredHead, published: Publication) -> TreeHead:
        signed = verify_checkpoint(head.checkpoint, self._own).head
        if signed.size != head.size:
            raise StoredRecordError("the stored size is not the one that was signed")
        if head.size < published.size:
            raise StoredRecordError("more is published than there is")
        return signed

    async def _check_growth(self, published: Publication, signed: TreeHead) -> None:
        if not published.size:
            return
        old = verify_checkpoint(published.checkpoint, self._own).head
        verify_consistency(
            old_size=old.size,
            new_size=signed.size,
            old_root=old.root,
            new_root=signed.root,
            proof=await self._prove(old.size, signed.size),
        )

    async def _prove(self, old_size: int, size: int) -> Sequence[bytes]:
        if old_size in {0, size}:
            return []
        spans = consistency_spans(old_size, size)
        wanted = tiles_for(spans)
        tiles = await self._database.read(lambda records: records.ledger.get_tiles(wanted))
        return [span_hash(span, tiles) for span in spans]

    async def _hold_lease(self, seconds: int) -> bool:
        if not self._policy.needs_witnesses:
            return True
        now = self._clock()
        return await self._database.run(
            lambda records: records.ledger.hold_publishing(self._holder, now, now + seconds)
        )

    async def _wait_for_head(self, patience: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._hint.wait()
        self._hint.clear()


async def _head_and_publication(records: Records) -> tuple[StoredHead, Publication]:
    """Read what is published first: the head, which only grows, is then never behind it."""
    published = await records.ledger.get_publication()
    return await records.ledger.get_head(), published

"""The journal of every service: refusals and keys, gathered in memory, written a little later.

Nobody waits for it, and it cannot fill anything: what is equal is counted, of each service so
much is taken at a time and so much is kept, and what finds no room is dropped.
"""

import asyncio
import hashlib
from collections.abc import Mapping

import structlog

from thiqa.base import Clock, Database, StorageUnavailableError, ThiqaError
from thiqa.console.models import Refusal
from thiqa.console.store import Records
from thiqa.oidc.journal import Refused
from thiqa.web import visible

FLUSH_SECONDS = 1.0
MAX_WAITING = 1_000
"""Different refusals, and different keys, that wait to be written."""
MAX_WAITING_OF_CLIENT = 20
"""Of one service: whoever makes noise in its name pushes out little."""
MAX_KEPT = 500
"""Refusals of one service."""
KEPT_SECONDS = 30 * 86_400
KEY_SECONDS = 3_600
"""The use of one key is written once in such a time."""
MAX_TEXT = 300
MAX_KID = 200

log = structlog.get_logger()


class ConsoleJournal:
    """Implements `thiqa.oidc.journal.Journal`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._refusals: dict[bytes, Refusal] = {}
        self._of_client: dict[str, int] = {}
        self._keys: dict[tuple[str, str], int] = {}
        self._waiting_keys: set[tuple[str, str]] = set()
        self.dropped = 0

    def refused(self, refusal: Refused) -> None:
        """See the protocol."""
        found = _counted(refusal, self._clock())
        earlier = self._refusals.get(found.id)
        if earlier is not None:
            self._refusals[found.id] = _counted(refusal, found.at, earlier.times + 1)
        elif self._has_room(refusal.client_id):
            self._refusals[found.id] = found
        else:
            self.dropped += 1

    def key_used(self, client_id: str, kid: str) -> None:
        """See the protocol."""
        use, now = (client_id, kid), self._clock()
        if now - self._keys.get(use, -KEY_SECONDS) < KEY_SECONDS:
            return
        if len(kid) > MAX_KID or len(self._waiting_keys) >= MAX_WAITING:
            return
        if len(self._keys) >= 10 * MAX_WAITING:
            self._keys.clear()
        self._keys[use] = now
        self._waiting_keys.add(use)

    async def run(self, database: Database[Records]) -> None:
        """Write what was gathered, again and again."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush(database)

    async def flush(self, database: Database[Records]) -> None:
        """Write what was gathered until now; what cannot be written is forgotten."""
        refusals, keys = self._take()
        if not refusals and not keys:
            return
        now = self._clock()

        async def unit(records: Records) -> None:
            await records.console.note_refusals(refusals, now + KEPT_SECONDS)
            for client_id in sorted({each.client_id for each in refusals}):
                await records.console.trim_refusals(client_id, MAX_KEPT)
            await records.console.note_key_uses(
                [(client_id, kid, now, now + KEPT_SECONDS) for client_id, kid in keys]
            )

        try:
            await database.run(unit)
        except (StorageUnavailableError, ThiqaError) as error:
            log.warning("journal_not_written", error=type(error).__name__)

    def _has_room(self, client_id: str) -> bool:
        number = self._of_client.get(client_id, 0)
        if len(self._refusals) >= MAX_WAITING or number >= MAX_WAITING_OF_CLIENT:
            return False
        self._of_client[client_id] = number + 1
        return True

    def _take(self) -> tuple[list[Refusal], list[tuple[str, str]]]:
        refusals, keys = list(self._refusals.values()), sorted(self._waiting_keys)
        self._refusals, self._of_client, self._waiting_keys = {}, {}, set()
        if self.dropped:
            log.info("journal_dropped", number=self.dropped)
            self.dropped = 0
        return refusals, keys


def _counted(refusal: Refused, at: int, times: int = 1) -> Refusal:
    texts = {name: visible(str(text))[:MAX_TEXT] for name, text in _texts(refusal).items()}
    identity = "\n".join((refusal.client_id, str(refusal.proved), *texts.values()))
    return Refusal(
        id=hashlib.sha256(identity.encode("utf-8", "replace")).digest(),
        client_id=refusal.client_id,
        at=at,
        times=times,
        proved=refusal.proved,
        **texts,
    )


def _texts(refusal: Refused) -> Mapping[str, str]:
    return {
        "endpoint": refusal.endpoint,
        "code": refusal.code,
        "description": refusal.description,
        "rule": refusal.rule,
        "parameter": refusal.parameter,
        "mend": refusal.mend,
    }

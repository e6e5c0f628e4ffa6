"""Asking all witnesses of a policy at once, until those who have cosigned are a quorum."""

import asyncio
import logging
from collections.abc import Callable

from thiqa.base import Clock
from thiqa.ledger.errors import NotCosignedError
from thiqa.ledger.models import StoredHead
from thiqa.ledger.note import NoteSignature
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.witness_desk import Ask, Desk, Prove

WITNESS_SECONDS = 4.0
"""How long a witness may take."""

STRAGGLER_SECONDS = 0.2
"""How long the others are waited for once there is a quorum."""

Report = Callable[[str, NotCosignedError | None], None]
"""Told that a witness begins to fail, and by None that it cosigns again."""


def _log(witness: str, error: NotCosignedError | None) -> None:
    logging.getLogger(__name__).warning("%s: %s", witness, error or "cosigns again")


class Witnesses:
    """The witnesses of a policy that have an address."""

    def __init__(
        self,
        policy: LogPolicy,
        ask: Ask,
        clock: Clock,
        *,
        witness_seconds: float = WITNESS_SECONDS,
        report: Report = _log,
    ) -> None:
        self._policy = policy
        self._witness_seconds = witness_seconds
        self._report = report
        self._failing: set[str] = set()
        self._desks = [
            Desk(witness.key, witness.url, ask, clock)
            for witness in policy.witnesses
            if witness.url is not None
        ]

    async def cosign(self, head: StoredHead, prove: Prove) -> str:
        """Return the lines of all who have cosigned until shortly after they were a quorum."""
        asking = [asyncio.create_task(self._ask(desk, head, prove)) for desk in self._desks]
        given: dict[Desk, NoteSignature] = {}
        try:
            async with asyncio.timeout(None) as limit:
                for answering in asyncio.as_completed(asking):
                    given |= await answering
                    if limit.when() is None and self._policy.has_quorum([d.key for d in given]):
                        limit.reschedule(asyncio.get_running_loop().time() + STRAGGLER_SECONDS)
        except TimeoutError:
            pass
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        return "".join(cosignature.line for cosignature in given.values())

    async def _ask(self, desk: Desk, head: StoredHead, prove: Prove) -> dict[Desk, NoteSignature]:
        try:
            async with asyncio.timeout(self._witness_seconds):
                cosignature = await desk.cosign(head, prove)
        except TimeoutError:
            self._note(desk, NotCosignedError("it took too long"))
        except NotCosignedError as error:
            self._note(desk, error)
        else:
            self._note(desk, None)
            return {desk: cosignature}
        return {}

    def _note(self, desk: Desk, error: NotCosignedError | None) -> None:
        """Report what begins and what ends, and not what goes on."""
        name = desk.key.name
        if (error is not None) != (name in self._failing):
            self._failing ^= {name}
            self._report(name, error)

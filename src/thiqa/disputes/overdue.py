"""A dispute that nobody has decided in time becomes a finding, with an owner and a clock."""

import asyncio
from typing import NoReturn

import structlog

from thiqa.base import Clock, Database, StorageUnavailableError
from thiqa.disputes.store import Records
from thiqa.findings import Kind, new_finding, raise_finding

WATCH_SECONDS = 60.0
MAX_AT_ONCE = 100

log = structlog.get_logger()


async def raise_overdue(database: Database[Records], now: int) -> int:
    """Raise a finding for each dispute that is overdue; return how many are new."""

    async def unit(records: Records) -> int:
        overdue = await records.disputes.claim_overdue(now, MAX_AT_ONCE)
        for dispute in overdue:
            finding = new_finding(
                Kind.DISPUTE_OVERDUE,
                dispute.id,
                now=now,
                detail=f"dispute {dispute.id} was due at {dispute.due_at}",
                client_id=dispute.client_id,
            )
            await raise_finding(records, finding)
        return len(overdue)

    return await database.run(unit)


async def watch_deadlines(
    database: Database[Records], clock: Clock, *, seconds: float = WATCH_SECONDS
) -> NoReturn:
    """Look for overdue disputes until cancelled; go on after a lost connection."""
    while True:
        try:
            await raise_overdue(database, clock())
        except StorageUnavailableError:
            log.warning("deadlines_not_watched")
        await asyncio.sleep(seconds)

"""What we hold is held against the record, in periods that follow each other."""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from thiqa.base import Database, StorageUnavailableError, b64url_encode
from thiqa.counter.errors import AnswerRefusedError, CounterError
from thiqa.counter.identity.client import Client
from thiqa.counter.records import Records
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.receipt import parse_receipt

EVERY_SECONDS = 3_600
SETTLED_SECONDS = 120
"""The provider wants 60; our clock may be ahead of its."""
BATCH_RECEIPTS = 400
"""The provider takes 500."""
PERIOD_SECONDS = 30 * 86_400
"""The provider takes 31 days."""

log = logging.getLogger(__name__)


async def reconcile_forever(
    client: Client, database: Database[Records], every: float = EVERY_SECONDS
) -> None:
    """Reconcile again and again; what cannot be done now is done the next time."""
    while True:
        try:
            async for answer in reconcile(client, database):
                _report(answer)
        except (CounterError, StorageUnavailableError) as error:
            log.warning("not reconciled: %s", error)
        await asyncio.sleep(every)


async def reconcile(client: Client, database: Database[Records]) -> AsyncIterator[dict[str, Any]]:
    """Send what was not reconciled yet; yield the answers.

    Who holds nothing asks nobody. A batch says all that we hold of its period, so no second
    of a period is left out, and what a receipt of another log says is nothing to this one.
    """
    if not await database.read(lambda records: records.identity.holds_receipts()):
        return
    log_key = (await client.provider.metadata()).record_key.text
    first = await database.read(lambda records: records.identity.first_receipt_at(log_key))
    if first is None:
        return
    start = _seconds(await client.reconcile({})) or first
    end = client.clock() - SETTLED_SECONDS
    while start < end:
        stop = min(end, start + PERIOD_SECONDS)
        held = await database.read(partial(_held, log_key=log_key, start=start, stop=stop))
        if len(held) > BATCH_RECEIPTS:
            stop = max(held.pop()[0], start + 1)
        hashes = [_leaf_hash(text) for at, text in held if at < stop]
        yield await client.reconcile(
            {"from": str(start), "to": str(stop), "leaf_hashes": " ".join(hashes)}
        )
        start = stop


async def _held(records: Records, *, log_key: str, start: int, stop: int) -> list[tuple[int, str]]:
    return await records.identity.receipts_between(log_key, start, stop, BATCH_RECEIPTS + 1)


def _leaf_hash(receipt: str) -> str:
    return b64url_encode(hash_leaf(parse_receipt(receipt).leaf))


def _seconds(answer: dict[str, Any]) -> int | None:
    reached = answer.get("reconciled_to")
    if reached is not None and type(reached) is not int:
        raise AnswerRefusedError("reconciliation: reconciled_to is not in seconds")
    return reached


def _report(answer: dict[str, Any]) -> None:
    for finding in answer.get("findings", []):
        log.warning("reconciliation: %s, see %s", finding.get("kind"), finding.get("page"))

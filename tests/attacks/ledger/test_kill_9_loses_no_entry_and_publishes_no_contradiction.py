"""A process that is killed while it appends and sequences has lied to nobody."""

import asyncio
import random
import time

from specimen_log import signer
from stored_log import (
    barrier,
    check_one_history,
    fetch,
    leaves,
    numbered,
    open_log,
    received,
    seen_heads,
    start_process,
    watch_heads,
)
from thiqa.ledger.models import EntryId
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt

ROUNDS = 5
MANY = 100_000
LONGEST_LIFE_SECONDS = 0.6


def _append_and_kill(url: str, round_number: int, life_seconds: float) -> list[EntryId]:
    together = barrier(2)
    process, acknowledged = start_process(url, round_number * MANY, MANY, together)
    together.wait()
    first = EntryId(acknowledged.recv_bytes())
    time.sleep(life_seconds)
    process.kill()
    process.join()
    return [first, *received(acknowledged)]


def test_what_was_acknowledged_is_in_the_log_after_kill_9(database_url: str) -> None:
    watch_heads(database_url)
    lives = random.Random(9)  # noqa: S311  # the same lives in every run
    ids: list[EntryId] = []
    for round_number in range(ROUNDS):
        life_seconds = lives.uniform(0.0, LONGEST_LIFE_SECONDS)
        ids += _append_and_kill(database_url, round_number, life_seconds)

    asyncio.run(_check_that_all_are_there(database_url, ids))
    stored = leaves(database_url)
    heads = seen_heads(database_url)
    assert heads[-1].head.size == len(stored) >= len(ids)
    check_one_history(heads, stored)


async def _check_that_all_are_there(url: str, ids: list[EntryId]) -> None:
    async with open_log(url) as log:
        await log.integrate_all()
        known = {bytes(row[0]): row[1:] for row in await asyncio.to_thread(_entries, url)}
        assert set(ids) <= set(known)
        assert len(known) == len(await asyncio.to_thread(leaves, url))
        for entry_id in (*ids[:5], *ids[-5:]):
            person_id, client_id = known[entry_id]
            receipt = await log.receipts.receipt_for_person(entry_id, person_id)
            event = verify_receipt(
                receipt.text, LogPolicy.of_log(signer().verifier_key)
            ).entry.event
            assert client_id == event.client_id
            number = int(event.at) - int(numbered(0)[0].at)
            assert (event, person_id, client_id) == numbered(number)


def _entries(url: str) -> list[tuple[bytes, str, str]]:
    return fetch(url, "SELECT id, person_id, client_id FROM ledger_entry")

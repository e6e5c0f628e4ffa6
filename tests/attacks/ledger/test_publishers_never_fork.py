"""Publishers that are killed on their way, or work at once: one history is shown."""

import asyncio
import signal
from pathlib import Path

from specimen_log import POLICY
from stored_log import check_one_history, leaves, open_log, seen_heads, watch_heads
from thiqa.base import system_clock
from thiqa.ledger.checkpoint import verify_checkpoint
from thiqa.ledger.publisher import LEASE_SECONDS
from witness_folders import forks, make_witnesses, publisher_of, start_publishing, stop
from witness_hall import grow, published

ROUNDS = 3
PUBLISHERS = 3
BATCHES = 30
ANOTHER_TIME = 1_000_000
"""By so much do clocks of publishers differ: each finds that the lease of the others is over."""


def test_kill_9_between_the_witnesses_and_the_database_costs_nothing_but_time(
    database_url: str, tmp_path: Path
) -> None:
    policy = make_witnesses(tmp_path)
    watch_heads(database_url, "ledger_publication")

    async def main() -> None:
        for number in range(ROUNDS):
            async with open_log(database_url) as log:
                await grow(log, 7 * number, 4)
                before = await published(log)
                process = start_publishing(
                    database_url, policy, clock_ahead=2 * number * LEASE_SECONDS, dies=True
                )
                await asyncio.to_thread(process.join)
                assert process.exitcode == -signal.SIGKILL
                assert await published(log) == before
                await grow(log, 7 * number + 4, 3)

                def later(number: int = number) -> int:
                    return system_clock() + (2 * number + 1) * LEASE_SECONDS

                assert await publisher_of(log.database, policy, later).publish()
                shown = verify_checkpoint((await published(log)).checkpoint, policy)
                assert shown.head.size == 7 * (number + 1)
                assert len(shown.cosigned_by) == len(policy.witnesses)

    asyncio.run(main())
    check_one_history(seen_heads(database_url), leaves(database_url))
    assert not forks(policy)


def test_publishers_that_all_believe_to_be_alone_show_one_history(
    database_url: str, tmp_path: Path
) -> None:
    policy = make_witnesses(tmp_path)
    watch_heads(database_url, "ledger_publication")
    processes = [
        start_publishing(database_url, policy, clock_ahead=ANOTHER_TIME * number)
        for number in range(PUBLISHERS)
    ]

    async def main() -> None:
        async with open_log(database_url) as log:
            for batch in range(BATCHES):
                await grow(log, 5 * batch, 5)
            for _ in range(400):
                if (await published(log)).size == 5 * BATCHES:
                    return
                await asyncio.sleep(0.05)

    try:
        asyncio.run(main())
        assert all(process.is_alive() for process in processes)
    finally:
        stop(processes)
    heads = seen_heads(database_url)
    assert heads[-1].head.size == 5 * BATCHES
    check_one_history(heads, leaves(database_url))
    assert not forks(policy)
    assert POLICY.logs == policy.logs

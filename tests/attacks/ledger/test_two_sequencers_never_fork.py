"""Several processes sequence at once: there is one history, and every head is a part of it."""

from stored_log import (
    barrier,
    check_one_history,
    leaves,
    received,
    seen_heads,
    start_process,
    watch_heads,
)

PROCESSES = 3
ENTRIES_EACH = 800
FEWEST_HEADS = 10
"""However fast it goes: a batch has 256 entries at the most."""


def test_processes_that_sequence_at_once_publish_one_history(database_url: str) -> None:
    watch_heads(database_url)
    together = barrier(PROCESSES)
    running = [
        start_process(database_url, n * ENTRIES_EACH, ENTRIES_EACH, together)
        for n in range(PROCESSES)
    ]
    ids = [entry_id for _, acknowledged in running for entry_id in received(acknowledged)]
    for process, _ in running:
        process.join()
        assert process.exitcode == 0

    stored = leaves(database_url)
    heads = seen_heads(database_url)
    assert len(set(ids)) == len(stored) == PROCESSES * ENTRIES_EACH
    assert len(set(stored)) == len(stored)
    assert len(heads) >= FEWEST_HEADS
    assert heads[-1].head.size == len(stored)
    check_one_history(heads, stored)

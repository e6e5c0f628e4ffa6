"""Whoever comes first is cosigned, and nobody beside them: in threads, and in processes."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

import processes
from specimen_log import ORIGIN, MemoryLog, signer
from thiqa.ledger.checkpoint import sign_checkpoint
from thiqa.ledger.merkle import hash_leaf
from thiqa.witness import OpenWitness, hash_origin, open_folder
from thiqa.witness.errors import OtherSizeError
from witnesses import Clock, WitnessedLog, add_checkpoint

STORIES = 4
ROUNDS = 25
PROCESSES = 3


def cosign(opened: OpenWitness, body: bytes) -> bool:
    """Say whether a request was cosigned."""
    try:
        opened.witness.add_checkpoint(body)
    except OtherSizeError:
        return False
    return True


def test_threads_that_ask_for_the_first_checkpoint_at_once(opened: OpenWitness) -> None:
    together = threading.Barrier(STORIES)

    def ask(story: WitnessedLog) -> bool:
        together.wait()
        return cosign(opened, story.request(0, 9))

    stories = [WitnessedLog(story=f"story {number}") for number in range(STORIES)]
    with ThreadPoolExecutor(STORIES) as threads:
        assert list(threads.map(ask, stories)).count(True) == 1


def test_a_smaller_checkpoint_does_not_overtake_a_larger_one(
    folder: Path, log: WitnessedLog
) -> None:
    """The race of C2SP tlog-witness: N is checked, N + K is cosigned, and N no more."""
    opened_first: list[OpenWitness] = []

    class ClockOfTheSlowOne(Clock):
        def __call__(self) -> int:
            # Between the checks of the smaller one and its commit the larger one comes by.
            opened_first[0].witness.add_checkpoint(log.request(4, 20))
            return super().__call__()

    with open_folder(folder, Clock()) as fast, open_folder(folder, ClockOfTheSlowOne()) as slow:
        opened_first.append(fast)
        fast.witness.add_checkpoint(log.request(0, 4))
        with pytest.raises(OtherSizeError) as refused:
            slow.witness.add_checkpoint(log.request(4, 9))
        assert refused.value.size == 20
        fast.witness.add_checkpoint(log.request(20, 21))


def candidate(leaves: Sequence[str]) -> tuple[bytes, bytes]:
    """Return the request to add the last of some leaves, and the root that it leads to."""
    tree = MemoryLog()
    tree.add_leaf_hashes(hash_leaf(leaf.encode()) for leaf in leaves)
    old = len(leaves) - 1
    proof = tree.consistency(old) if old else ()
    return add_checkpoint(old, proof, sign_checkpoint(tree.head, signer())), tree.head.root


def tell_stories(folder: Path, number: int, together: Any, answers: Connection) -> None:
    """Add a leaf of one's own in each round, after the leaves that won the rounds before."""
    leaves: list[str] = []
    with open_folder(folder, Clock()) as opened:
        for _ in range(ROUNDS):
            mine, _ = candidate([*leaves, str(number)])
            together.wait()
            answers.send(cosign(opened, mine))
            together.wait()
            seen = opened.store.last_seen(hash_origin(ORIGIN))
            roots = {candidate([*leaves, str(n)])[1]: str(n) for n in range(PROCESSES)}
            leaves.append(roots[seen.head.root])  # type: ignore[union-attr]  # one has won


def test_processes_that_tell_different_stories(folder: Path) -> None:
    together = processes.barrier(PROCESSES)
    pipes = [processes.pipe() for _ in range(PROCESSES)]
    started = [
        processes.start(tell_stories, folder, number, together, end)
        for number, (_, end) in enumerate(pipes)
    ]
    for _ in range(ROUNDS):
        assert [reading.recv() for reading, _ in pipes].count(True) == 1
    for process in started:
        process.join()

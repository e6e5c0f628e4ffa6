"""Processor time counts a process, its children, and those that have ended."""

import os
import subprocess
import sys
import time

from bench.cpu_time import Meter, ProcessorTime, tree_time

BURN = "import time\nend = time.process_time() + 0.2\nwhile time.process_time() < end: pass\n"
BURN_IN_CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])\n"
WAIT = "print('done', flush=True)\ninput()\n"
ENOUGH = 150_000_000


def time_of(program: str) -> int:
    with subprocess.Popen(
        [sys.executable, "-c", program + WAIT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        used = tree_time(process.pid)
        process.communicate(b"\n")
    return used


def test_a_busy_process_is_counted() -> None:
    assert time_of(BURN) > ENOUGH


def test_a_child_that_has_ended_is_counted() -> None:
    assert time_of(BURN_IN_CHILD) > ENOUGH


def test_a_child_that_lives_is_counted_with_its_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", BURN + "time.sleep(30)"]) as process:
        own_before = time.process_time_ns()
        time.sleep(0.5)
        with_child = tree_time(os.getpid())
        process.kill()
    assert with_child - own_before > ENOUGH / 3


def test_a_process_that_is_gone_counts_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert tree_time(process.pid) == 0


def test_without_a_database_only_the_server_is_read() -> None:
    used = Meter(os.getpid(), None).read()
    assert used.since(ProcessorTime(0, 0)).database == 0
    assert used.server > 0

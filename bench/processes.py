"""Processes that the benchmark starts: bound to a core, bounded in time, ended by their id."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError

LONGEST_RUN_SECONDS = 1_800
START_SECONDS = 60
STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Placement:
    """Which core runs what is measured, and which runs the rest."""

    measured: int
    driver: int


def place() -> Placement:
    """Choose two cores of those that this process may use; one alone is an error."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise BenchError("two cores are needed: one that is measured, one for the load driver")
    return Placement(measured=cores[0], driver=cores[-1])


def free_port() -> int:
    """Return a port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    *,
    core: int,
    log: Path,
    ready: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    longest_seconds: int = LONGEST_RUN_SECONDS,
) -> Iterator[int]:
    """Run a command on one core until the block ends; give the id of its process."""
    bounded = ["timeout", "--kill-after=10", str(longest_seconds)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*bounded, "taskset", "-c", str(core), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ if environment is None else environment),
            cwd=directory,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
        try:
            _wait_until(ready, process, log)
            yield process.pid
        finally:
            _stop(process, stop_signal)


def answers_on(port: int) -> Callable[[], bool]:
    """Return a check that something accepts connections on a port of loopback."""

    def check() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return check


def _wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-2_000:]
            raise BenchError(f"{process.args!r} did not start:\n{tail}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)

"""The processes of the demonstration: started together, stopped together."""

import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from thiqa.base import ThiqaError

START_SECONDS = 60
STOP_SECONDS = 25
POLL_SECONDS = 0.05
LOG_LINES = 15


class ProcessError(ThiqaError):
    """A process of the demonstration did not start, or ended."""


@dataclass(frozen=True, slots=True)
class Process:
    """A program with its log, and the address that answers when it is ready."""

    name: str
    command: Sequence[str]
    ready: str
    trust: ssl.SSLContext | None = None
    """Whom to believe when that address is https."""


@contextmanager
def running(
    processes: Sequence[Process], environment: Mapping[str, str], logs: Path
) -> Iterator[Sequence["subprocess.Popen[bytes]"]]:
    """Run the processes until the block ends; they are ready when it begins."""
    logs.mkdir(parents=True, exist_ok=True)
    started: list[subprocess.Popen[bytes]] = []
    try:
        for process in processes:
            started.append(_start(process, environment, logs))
        for process, child in zip(processes, started, strict=True):
            _await_ready(process, child, logs)
        yield started
    finally:
        _stop(started)


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Callable[[], str]]:
    """Start a command of ours; give a function that waits and returns what it printed."""
    with subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:

        def finish() -> str:
            output, errors = child.communicate()
            if child.returncode:
                raise ProcessError(f"{' '.join(command)} failed:\n{errors}")
            return output

        yield finish


def _start(
    process: Process, environment: Mapping[str, str], logs: Path
) -> "subprocess.Popen[bytes]":
    with (logs / f"{process.name}.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, *process.command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _await_ready(process: Process, child: "subprocess.Popen[bytes]", logs: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        try:
            verify = process.trust or True
            if not httpx.get(process.ready, trust_env=False, verify=verify).is_server_error:
                return
        except httpx.HTTPError:
            pass
        time.sleep(POLL_SECONDS)
    log = (logs / f"{process.name}.log").read_text(errors="replace").splitlines()
    raise ProcessError(
        "\n".join([f"the {process.name} did not start; its last words:", *log[-LOG_LINES:]])
    )


def _stop(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for child in reversed(children):
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

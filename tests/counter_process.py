"""The counter as a process of its own: `python -m thiqa.counter`, killed, and started again."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

from thiqa.counter.settings import PREFIX, Settings

READY_SECONDS = 60
GIVEN = ("issuer", "url", "client_id", "data", "key_file", "database")
"""The settings that tests choose."""


@dataclass
class CounterProcess:
    """One `python -m thiqa.counter` with its workers, in a group that a signal reaches whole."""

    settings: Settings
    port: int
    log: Path
    workers: int = 1
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def address(self) -> str:
        """Where it listens; not necessarily what it calls itself."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, and wait until it serves."""
        given = {name: getattr(self.settings, name) for name in GIVEN}
        given |= {"port": self.port, "workers": self.workers}
        environment = {f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "thiqa.counter"],
                env={**os.environ, **environment},
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"the counter did not start: {self.log.read_text()[-3000:]}")
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it and its workers at once (SIGKILL), wherever they are."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # it had ended by itself
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health", timeout=2).is_success
        except httpx.TransportError:
            return False

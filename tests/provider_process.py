"""The provider as a process of its own: `thiqa serve`, started, killed, and started again."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Self

import httpx

from thiqa.settings import PREFIX, Settings

READY_SECONDS = 60
LOOPBACK = "127.0.0.1"


@dataclass
class ProviderProcess:
    """One `thiqa serve` with its workers, in a process group that a signal reaches whole."""

    settings: Settings
    port: int
    workers: int = 1
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def address(self) -> str:
        """Where it listens; not necessarily what it calls itself."""
        host, scheme = self.settings.host, "https" if self.settings.tls_certificate else "http"
        return f"{scheme}://{'localhost' if host == LOOPBACK else host}:{self.port}"

    @property
    def pid(self) -> int:
        """The process, and its group."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it; it is not ready yet."""
        given = {each.name: getattr(self.settings, each.name) for each in fields(self.settings)}
        given |= {"port": self.port, "workers": self.workers}
        environment = {
            f"{PREFIX}{name.upper()}": str(value).lower() if value is True else str(value)
            for name, value in given.items()
            if value is not False
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "thiqa.cli", "serve"],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=(self.settings.data / f"log-{self.port}").open("ab"),
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        """Wait until it serves."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if time.monotonic() > deadline or self._process is None or self._process.poll():
                raise RuntimeError(f"the provider did not start: {self.log()[-3000:]}")
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it and its workers at once (SIGKILL), wherever they are."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # it had ended by itself
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """Stop it and its workers where they are, in the middle of whatever they do."""
        os.killpg(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on as if nothing had happened."""
        os.killpg(self.pid, signal.SIGCONT)

    def stop(self) -> int:
        """Ask it to stop, wait until it has answered everybody, return its exit status."""
        self.ask_to_stop()
        return self.wait_until_ended()

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process that was started, as a service manager does."""
        os.kill(self.pid, signal.SIGTERM)

    def wait_until_ended(self) -> int:
        """Return the exit status."""
        assert self._process is not None
        status = self._process.wait(30)
        self._process = None
        return status

    def log(self) -> str:
        """Return what it has logged until now."""
        return (self.settings.data / f"log-{self.port}").read_text(errors="replace")

    def _is_ready(self) -> bool:
        try:
            ready = httpx.get(f"{self.address}/health/ready", timeout=5, verify=False)  # noqa: S501
            return ready.is_success
        except httpx.TransportError:
            return False

"""What the figures were taken on, and how steady it was."""

import json
import os
import platform
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from bench.peer_installation import installed_version, node_version

_YARDSTICK_TEXT = json.dumps([{"name": str(n), "value": [n] * 5} for n in range(200)])
_YARDSTICK_REPEATS = 60


def machine() -> str:
    """Describe the machine in one line."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gib()} GiB, Linux {platform.release()}"
    )


def versions() -> dict[str, str]:
    """Return the versions of what is compared, the database's apart."""
    return {
        "Thiqa": version("thiqa"),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "oidc-provider": installed_version("oidc-provider"),
        "Node": node_version(),
    }


def _stolen_ticks() -> tuple[int, int]:
    ticks = [int(text) for text in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return ticks[7], sum(ticks[:8])


@dataclass(slots=True)
class Steadiness:
    """How the speed of the measured core changed, by a fixed piece of work done now and then."""

    core: int
    seconds: list[float] = field(default_factory=list)
    _stolen: tuple[int, int] = field(default_factory=_stolen_ticks)

    def sample(self) -> None:
        """Do the piece of work once on the measured core."""
        with _on_core(self.core):
            start = time.thread_time()
            for _ in range(_YARDSTICK_REPEATS):
                json.dumps(json.loads(_YARDSTICK_TEXT))
            self.seconds.append(time.thread_time() - start)

    def spread(self) -> float:
        """Return how many times slower the slowest sample was than the fastest."""
        return max(self.seconds) / min(self.seconds)

    def stolen(self) -> float:
        """Return the share of time that the hypervisor gave to others since the start."""
        stolen, total = _stolen_ticks()
        return (stolen - self._stolen[0]) / max(1, total - self._stolen[1])

    def line(self) -> str:
        """Describe the steadiness in one line."""
        verdict = "quiet" if self.spread() < 1.25 else "not quiet: trust ratios, not figures"
        return (
            f"a fixed piece of work took 1.00–{self.spread():.2f} times its best time, "
            f"{self.stolen():.1%} of the time was stolen ({verdict})"
        )


@contextmanager
def _on_core(core: int) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gib() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)

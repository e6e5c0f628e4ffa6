"""Processor time of processes, in nanoseconds, whole trees of them."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CPUCLOCK_SCHED = 2
_TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
_STAT_CUTIME, _STAT_CSTIME, _STAT_PPID = 13, 14, 1


@dataclass(frozen=True, slots=True)
class ProcessorTime:
    """What the server's processes and the database's processes used, in nanoseconds."""

    server: int
    database: int

    def since(self, earlier: "ProcessorTime") -> "ProcessorTime":
        """Return what was used after an earlier reading."""
        return ProcessorTime(self.server - earlier.server, self.database - earlier.database)


@dataclass(frozen=True, slots=True)
class Meter:
    """Reads the processor time of one provider: its server's tree and its database's tree."""

    server: int
    database: int | None

    def read(self) -> ProcessorTime:
        """Return the processor time until now."""
        database = 0 if self.database is None else tree_time(self.database)
        return ProcessorTime(tree_time(self.server), database)


def tree_time(root: int) -> int:
    """Return the processor time of a process, its descendants and those that have ended.

    Living processes are read by their own clocks (all threads, nanoseconds); those that have
    ended and were waited for are read from their parents, in clock ticks.
    """
    parents = _parents()
    pids = [root]
    for pid in pids:
        pids.extend(child for child, parent in parents.items() if parent == pid)
    return sum(_living(pid) + _ended_children(pid) for pid in pids)


def _living(pid: int) -> int:
    clock = (~pid << 3) | _CPUCLOCK_SCHED
    try:
        return time.clock_gettime_ns(clock)
    except OSError:
        return 0


def _ended_children(pid: int) -> int:
    fields = _stat(pid)
    return (int(fields[_STAT_CUTIME]) + int(fields[_STAT_CSTIME])) * _TICK_NS if fields else 0


def _parents() -> dict[int, int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {pid: int(fields[_STAT_PPID]) for pid in pids if (fields := _stat(pid))}


def _stat(pid: int) -> Sequence[str]:
    """Return the fields of proc_pid_stat(5) that come after the name, the state first."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ()
    return text[text.rindex(")") + 2 :].split()

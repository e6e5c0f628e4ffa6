"""Work that takes a processor for a while: done by processes beside ours, few at a time.

Typesetting, sealing and looking into a stranger's PDF take tenths of a second; in our own
process everybody else would wait for it. A worker has limits of memory and time: what a hostile
file can cost is one worker, which is ended and replaced.
"""

import asyncio
import resource
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from thiqa.base import ThiqaError
from thiqa.issuing.errors import BusyError, WorkError

WORKERS = 2
MAX_WAITING = 32
"""Some seconds of work: whoever comes later is better told to come back."""
MAX_WAITING_OF_ONE = 8
"""One service, or the public as a whole, does not fill the queue of the others."""
WORK_SECONDS = 30.0
WORKER_BYTES = 2 * 1024**3
"""Address space of a worker: ten times what the largest document was seen to need."""

Result = TypeVar("Result")
_spawn = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is done at once, how much may wait, how long one piece may take."""

    workers: int = WORKERS
    waiting: int = MAX_WAITING
    waiting_of_one: int = MAX_WAITING_OF_ONE
    seconds: float = WORK_SECONDS


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process, and our end of the pipe to it."""

    process: SpawnProcess
    pipe: Connection

    @classmethod
    def hire(cls) -> "_Worker":
        ours, theirs = _spawn.Pipe()
        process = _spawn.Process(target=_work, args=(theirs,), name="thiqa-worker", daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def do(self, work: Any, seconds: float) -> Any:
        """Have a piece of work done; raise WorkError if there is no answer in time."""
        try:
            self.pipe.send(work)
            if self.pipe.poll(seconds):
                return self.pipe.recv()
        except (OSError, EOFError) as error:
            raise WorkError("a worker died") from error
        raise WorkError("a worker took too long")

    def dismiss(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass(slots=True)
class Workshop:
    """Workers of one process of the provider; none is hired before there is work."""

    limits: Limits = field(default_factory=Limits)
    _idle: list[_Worker] = field(default_factory=list)
    _asking: "Counter[str]" = field(default_factory=Counter)
    _turn: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._turn = asyncio.Semaphore(self.limits.workers)

    async def run(self, asker: str, function: Callable[..., Result], *arguments: Any) -> Result:
        """Have a worker call a function of a module; raise what it raises.

        Raises BusyError at once when too many wait, WorkError when the worker dies or takes too
        long. `asker` is for whom the work is done.
        """
        total = self.limits.workers + self.limits.waiting
        if self._asking.total() >= total or self._asking[asker] >= self.limits.waiting_of_one:
            raise BusyError("too much work waits")
        self._asking[asker] += 1
        try:
            async with self._turn:
                return await self._have_done(function, arguments)
        finally:
            self._asking[asker] -= 1
            if not self._asking[asker]:
                del self._asking[asker]

    def close(self) -> None:
        """Dismiss all workers."""
        while self._idle:
            self._idle.pop().dismiss()

    async def _have_done(self, function: Callable[..., Result], arguments: Any) -> Result:
        worker = self._idle.pop() if self._idle else await asyncio.to_thread(_Worker.hire)
        done = False
        try:
            result = await asyncio.to_thread(worker.do, (function, arguments), self.limits.seconds)
            done = True
        finally:
            if done:
                self._idle.append(worker)
            else:
                worker.dismiss()
        if isinstance(result, BaseException):
            raise result
        found: Result = result
        return found


def _work(pipe: Connection) -> None:
    """Do what comes through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (WORKER_BYTES, WORKER_BYTES))
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_outcome(function, arguments))


def _outcome(function: Callable[..., Any], arguments: Any) -> Any:
    """Return what a function returns, or the error that it raises, if it was foreseen."""
    try:
        return function(*arguments)
    except ThiqaError as error:
        return error
    except Exception as error:
        return WorkError(f"{type(error).__name__} in a worker")

"""Grouped commits: what is asked while one group commits is the next group.

A lane takes all that waits, runs it in one transaction, and answers everybody when it is
durable. It does no input and output of its own: a backend does.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, Protocol, TypeVar

from thiqa.base import StorageUnavailableError
from thiqa.database.call import Call
from thiqa.database.refusal import RefusedError

GROUP_LIMIT = 256
"""Units in one transaction: bounds how long the first waits for the last."""

QUEUE_LIMIT = 20_000
"""Units that wait for their group: more than that is refused at once rather than too late."""

LONE_ATTEMPTS = 3
"""How often a unit that the database puts back (a deadlock) is tried alone."""

Records = TypeVar("Records")
Result = TypeVar("Result")


class Backend(Protocol):
    """One connection that runs groups."""

    async def run(self, calls: Sequence[Call]) -> None:
        """Run units to their ends in one transaction and make it durable.

        Whatever it raises, nothing was kept: RefusedError when some of the units are the
        reason, StorageUnavailableError when the database is.
        """
        ...

    async def close(self) -> None:
        """Give the connection back."""
        ...


class Lanes(Generic[Records]):
    """A queue of units of work, and one task for each backend that serves it."""

    def __init__(
        self, records: Records, backends: Sequence[Backend], *, group_limit: int = GROUP_LIMIT
    ) -> None:
        self._records = records
        self._group_limit = group_limit
        self._queue: deque[Call] = deque()
        self._idle: list[asyncio.Future[None]] = []
        self._closing = False
        self._loop = asyncio.get_running_loop()
        self._tasks = [self._loop.create_task(self._serve(backend)) for backend in backends]

    async def run(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        """Queue a unit; answer when the group that it went with is durable."""
        if self._closing or len(self._queue) >= QUEUE_LIMIT:
            raise StorageUnavailableError("closed" if self._closing else "too much waits already")
        future: asyncio.Future[Result] = self._loop.create_future()
        call = Call(unit, self._records)
        call.future = future
        self._queue.append(call)
        if self._idle:
            self._idle.pop().set_result(None)
        return await future

    async def close(self) -> None:
        """Take no more units, finish those that wait, and close the backends."""
        self._closing = True
        for idle in self._idle:
            idle.set_result(None)
        self._idle.clear()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, backend: Backend) -> None:
        try:
            while self._queue or not self._closing:
                if self._queue:
                    await _run_group(backend, self._next_group())
                else:
                    await self._wait()
        except BaseException:
            self._give_up()
            raise
        finally:
            await backend.close()

    def _give_up(self) -> None:
        """Leave nobody waiting for a lane that was stopped from outside."""
        self._closing = True
        while self._queue:
            self._queue.popleft().fail(StorageUnavailableError("stopped"))

    async def _wait(self) -> None:
        idle = self._loop.create_future()
        self._idle.append(idle)
        await idle

    def _next_group(self) -> list[Call]:
        queue = self._queue
        taken = [queue.popleft() for _ in range(min(len(queue), self._group_limit))]
        return [call for call in taken if not call.future.done()]  # done: the caller went away


async def _run_group(backend: Backend, calls: list[Call], attempt: int = 1) -> None:
    """Run a group; when it is refused, run its innocent and its suspects apart."""
    if not calls:
        return
    try:
        await backend.run(calls)
    except RefusedError as refusal:
        await _run_apart(backend, calls, refusal, attempt)
    except StorageUnavailableError as error:
        for call in calls:
            call.fail(_copy(error))
    except Exception as error:
        await _run_apart(backend, calls, RefusedError(calls, error), attempt)
    except BaseException:
        for call in calls:
            call.fail(StorageUnavailableError("stopped"))
        raise
    else:
        for call in calls:
            call.settle()


async def _run_apart(
    backend: Backend, calls: list[Call], refusal: RefusedError, attempt: int
) -> None:
    for call in calls:
        call.abandon()
    suspects = refusal.suspects
    if len(calls) == 1 and refusal.is_put_back and attempt < LONE_ATTEMPTS:
        await _run_group(backend, calls, attempt + 1)
    elif len(calls) == 1:
        calls[0].fail(refusal.reason_for(calls[0]))
    elif len(suspects) == len(calls):
        middle = len(calls) // 2
        await _run_group(backend, calls[:middle])
        await _run_group(backend, calls[middle:])
    else:
        await _run_group(backend, [call for call in calls if call not in suspects])
        await _run_group(backend, suspects)


def _copy(error: StorageUnavailableError) -> StorageUnavailableError:
    """Each caller gets an exception of its own: tracebacks grow where exceptions are raised."""
    copy = StorageUnavailableError(*error.args)
    copy.__cause__ = error.__cause__
    return copy

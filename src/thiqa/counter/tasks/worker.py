"""Does what is due; any number of processes look, and each task is done by who claims it.

A handler is told of a task at least once: who dies in the middle leaves it to the others, which
begin it anew when its time has passed. So a handler finds out what is still to be done, and does
no harm by doing it twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from thiqa.base import Clock, Database
from thiqa.counter.records import Records
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task

Handler = Callable[[Task], Awaitable[None]]
Handlers = Mapping[str, Handler]
"""Who does the tasks of a kind."""

POLL_SECONDS = 0.5
HANDLER_SECONDS = 45.0
HELD_SECONDS = 60
"""Longer than a handler may take: nobody else begins a task while somebody is at it."""
FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 3_600
AT_ONCE = 8
"""How many tasks one process is at."""

logger = logging.getLogger("thiqa.counter.tasks")


async def work_forever(database: Database[Records], handlers: Handlers, clock: Clock) -> None:
    """Do what is due, again and again; what goes wrong is tried later, and ends nothing."""
    while True:
        try:
            busy = await do_what_is_due(database, handlers, clock) > 0
        except Exception as error:  # the database is away, or worse: the tasks are still there
            logger.warning("tasks not looked at: %s", error)
            busy = False
        if not busy:
            await asyncio.sleep(POLL_SECONDS)


def every(seconds: int, work: Callable[[], Awaitable[None]]) -> Handler:
    """Return a handler whose task is due again a while after it was done; see `ensure`."""

    async def handle(_: Task) -> None:
        await work()
        raise TryLaterError("done for now", seconds=seconds)

    return handle


async def do_what_is_due(database: Database[Records], handlers: Handlers, clock: Clock) -> int:
    """Do the tasks that are due now; return how many were begun."""
    now = clock()
    if not await database.read(lambda records: records.tasks.has_due(now)):
        return 0
    claimed = await database.run(
        lambda records: records.tasks.claim(list(handlers), now, now + HELD_SECONDS)
    )
    room = asyncio.Semaphore(AT_ONCE)

    async def do_one(task: Task) -> None:
        async with room:
            if clock() < task.due_at - HANDLER_SECONDS:
                await _do(database, handlers[task.kind], task, clock)

    done = await asyncio.gather(*(do_one(task) for task in claimed), return_exceptions=True)
    for error in filter(None, done):
        logger.warning("a task stays held until its time has passed: %s", _name(error))
    return len(claimed)


async def _do(database: Database[Records], handler: Handler, task: Task, clock: Clock) -> None:
    try:
        async with asyncio.timeout(HANDLER_SECONDS):
            await handler(task)
    except TryLaterError as later:
        await _postpone(database, task, clock() + later.seconds)
    except Exception as error:  # one task that fails keeps no other from being done
        logger.warning("task %s, attempt %d: %s", task.kind, task.attempts, _name(error))
        await _postpone(database, task, clock() + delay_after(task.attempts))
    else:
        await database.run(lambda records: records.tasks.drop(task))


async def _postpone(database: Database[Records], task: Task, due_at: int) -> None:
    await database.run(lambda records: records.tasks.postpone(task, due_at))


def delay_after(attempts: int) -> int:
    """Return the seconds until the next attempt: twice as many after each, an hour at most."""
    doubled = FIRST_DELAY_SECONDS << min(attempts - 1, LONGEST_DELAY_SECONDS.bit_length())
    return min(doubled, LONGEST_DELAY_SECONDS)


def _name(error: BaseException) -> str:
    """Say what happened without the text, which may tell of a citizen."""
    return type(error).__name__

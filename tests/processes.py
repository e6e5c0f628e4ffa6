"""Processes of their own, that tests start, let run beside each other, and kill."""

import asyncio
import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import Engine, event

from drawers import Drawers
from thiqa.database import open_with
from thiqa.storage import open_database
from thiqa.storage.migrate import migrate

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["thiqa.storage.opening", "thiqa.storage.migrate"])

WRITERS = 32


def start(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a function of this module in a process of its own."""
    process = _context.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


def pipe() -> tuple[Connection, Connection]:
    """Return the reading and the writing end of a pipe."""
    return _context.Pipe(duplex=False)


def barrier(parties: int) -> Any:
    """Return a barrier that processes wait at."""
    return _context.Barrier(parties)


def take_challenge(url: str, together: Any, takers: int, answers: Connection) -> None:
    """Take one challenge many times at once; send how often it was there."""

    async def main() -> int:
        async with open_database(url) as database:
            together.wait()
            taken = await asyncio.gather(
                *(
                    database.run(lambda records: records.login.take_challenge(b"d", b"b", 0))
                    for _ in range(takers)
                )
            )
            return taken.count(True)

    answers.send(asyncio.run(main()))


def write_until_killed(url: str, first: int, acknowledged: Connection) -> None:
    """Write numbered drawers for ever, and send each number once it is durable."""

    async def write(database: Any, number: int) -> None:
        while True:
            drawer = (number.to_bytes(8, "big"), number)
            await database.run(lambda drawers, drawer=drawer: drawers.put_each(drawer))
            acknowledged.send_bytes(number.to_bytes(8, "big"))
            number += WRITERS

    async def main() -> None:
        database = await open_with(url, Drawers())
        await asyncio.gather(*(write(database, first + n) for n in range(WRITERS)))

    asyncio.run(main())


def migrate_and_die(url: str, change: int) -> None:
    """Migrate, and die by SIGKILL right before a change or a commit of this number."""
    changes = iter(range(change))

    def count(_: Any, __: Any = None, sql: str = "COMMIT", *___: Any) -> None:
        if not sql.lstrip().startswith(("SELECT", "PRAGMA")) and next(changes, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    asyncio.run(migrate(url))


def migrate_together(url: str, together: Any) -> None:
    """Migrate at the same time as others."""
    together.wait()
    asyncio.run(migrate(url))


def hold_the_write_lock(url: str, seconds: float, held: Connection) -> None:
    """Write to a SQLite file without committing, for a while."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        held.send(True)
        time.sleep(seconds)
        file.execute("COMMIT")

"""Measures the record: entries per second, processor time per entry, time to a proof.

    python bench/ledger.py DATABASE [--entries N …] [--writers N]

DATABASE is the address of an empty database, `sqlite:///FILE` or `postgresql://…`. The log
grows from each number of entries to the next. Processor time is that of this process
(`here`) and, on the same machine, of the PostgreSQL server (`server`), in microseconds.
An entry's time includes its durable commit, its place in the tree and its checkpoint.
"""

import argparse
import asyncio
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thiqa.ledger.events import Release
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.models import EntryId
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.storage import OpenDatabase, open_with
from thiqa.storage.ledger import LedgerStore
from thiqa.storage.migrate import migrate

PROOFS = 500
IDLE_SECONDS = 5
CITIZENS = 9_973
SERVICE = "tax-office.example"
MICROSECONDS = 1_000_000
MILLISECONDS = 1_000
HEADINGS = (
    "  entries   entries/s    here  server   proof p50 ms   p99 ms    here   verify   bytes each"
)


class Records:
    """The record alone."""

    ledger = LedgerStore()


@dataclass
class Server:
    """The processes of a PostgreSQL server on this machine; none for SQLite."""

    postmaster: int | None = None
    ticks: int = field(default_factory=lambda: os.sysconf("SC_CLK_TCK"))

    def processor_time(self) -> float:
        """Return the seconds that the server and its children have used so far."""
        if self.postmaster is None:
            return 0.0
        return sum(self._used(stat) for stat in Path("/proc").glob("[0-9]*/stat")) / self.ticks

    def _used(self, stat: Path) -> int:
        try:
            text = stat.read_text()
        except OSError:
            return 0
        fields = text.rpartition(")")[2].split()
        user, system, of_ended_user, of_ended_system = (int(n) for n in fields[11:15])
        if int(stat.parent.name) == self.postmaster:
            return user + system + of_ended_user + of_ended_system
        return user + system if int(fields[1]) == self.postmaster else 0


@dataclass
class Clocks:
    """Wall time and processor time of a stretch of work."""

    wall: float = 0.0
    here: float = 0.0
    server: float = 0.0


@dataclass
class Bench:
    """A log that grows, and what is measured on the way."""

    database: OpenDatabase[Records]
    server: Server
    signer: NoteSigner
    writers: int

    def __post_init__(self) -> None:
        keys = [self.signer.verifier_key]
        self.sequencer = Sequencer(self.database, self.signer, keys)
        self.recorder = Recorder(notify=self.sequencer.wake)
        self.receipts = Receipts(self.database, self.signer.name, keys)

    @contextmanager
    def measured(self) -> Iterator[Clocks]:
        """Measure what is done inside."""
        clocks = Clocks()
        wall, here, server = time.perf_counter(), time.process_time(), self.server.processor_time()
        yield clocks
        clocks.wall = time.perf_counter() - wall
        clocks.here = time.process_time() - here
        clocks.server = self.server.processor_time() - server

    async def grow(self, first: int, end: int) -> list[EntryId]:
        """Append numbered entries and wait until all have their places."""
        sequencing = asyncio.create_task(self.sequencer.run())
        numbers, ids = iter(range(first, end)), list[EntryId]()

        async def write() -> None:
            for number in numbers:
                ids.append(await self.append(number))

        await asyncio.gather(*(write() for _ in range(self.writers)))
        sequencing.cancel()
        await asyncio.gather(sequencing, return_exceptions=True)
        while await self.sequencer.integrate():
            pass
        return ids

    async def append(self, number: int) -> EntryId:
        """Append one entry and wait until it is durable."""
        event = _event(number)

        async def unit(records: Records) -> EntryId:
            return await self.recorder.append(
                records, event, person_id=event.subject, client_id=SERVICE
            )

        return await self.database.run(unit)

    async def prove(self, ids: list[EntryId]) -> tuple[list[str], list[float]]:
        """Get receipts of entries from all over the log, and the time of each."""
        texts, each = [], []
        for entry_id in random.choices(ids, k=PROOFS):  # noqa: S311  # a sample
            start = time.perf_counter()
            texts.append((await self.receipts.receipt_for_client(entry_id, SERVICE)).text)
            each.append(time.perf_counter() - start)
        return texts, each

    async def idle(self) -> None:
        """Let the sequencer run with nothing to do."""
        sequencing = asyncio.create_task(self.sequencer.run())
        await asyncio.sleep(IDLE_SECONDS)
        sequencing.cancel()


async def main() -> None:
    """Grow one log to each size, and measure at each."""
    arguments = _arguments()
    await migrate(arguments.database)
    signer = NoteSigner("bench.example/record", Ed25519PrivateKey.generate())
    database = await open_with(arguments.database, Records())
    bench = Bench(database, await _server_of(arguments.database), signer, arguments.writers)
    empty = await _stored_bytes(arguments.database)
    print(HEADINGS)
    ids: list[EntryId] = []
    for end in sorted(arguments.entries):
        first = len(ids)
        with bench.measured() as growing:
            ids += await bench.grow(first, end)
        with bench.measured() as proving:
            texts, each = await bench.prove(ids)
        with bench.measured() as verifying:
            for text in texts:
                verify_receipt(text, LogPolicy.of_log(signer.verifier_key))
        new, size = end - first, await _stored_bytes(arguments.database) - empty
        print(
            f"{end:9}{new / growing.wall:12.0f}{growing.here / new * MICROSECONDS:8.0f}"
            f"{growing.server / new * MICROSECONDS:8.0f}{median(each) * MILLISECONDS:15.2f}"
            f"{quantiles(each, n=100)[98] * MILLISECONDS:9.2f}"
            f"{proving.here / PROOFS * MICROSECONDS:8.0f}"
            f"{verifying.here / PROOFS * MICROSECONDS:9.0f}{size / end:13.0f}"
        )
    with bench.measured() as idling:
        await bench.idle()
    here, there = (used / IDLE_SECONDS * MICROSECONDS for used in (idling.here, idling.server))
    print(f"a second of a sequencer with nothing to do: {here:.0f} here, {there:.0f} server")
    await database.close()


def _event(number: int) -> Release:
    return Release(
        at=int(time.time()),
        client_id=SERVICE,
        sector="finance",
        subject=f"person-{number % CITIZENS}",
        purpose="income-tax-declaration",
        article="Loi 47-06, article 82",
        claims=("family_name", "given_name", "birthdate", "national_number"),
        consent_text_hash="A" * 43,
        acr="high",
        valid_for=0,
    )


async def _server_of(database: str) -> Server:
    if database.startswith("sqlite:"):
        return Server()
    first_line = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int"
    return Server(await _ask_postgres(database, first_line))


async def _stored_bytes(database: str) -> int:
    if database.startswith("sqlite:"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
            ((pages,), (page_bytes,)) = (
                connection.execute(f"PRAGMA {of}").fetchone() for of in ("page_count", "page_size")
            )
        return int(pages * page_bytes)
    return await _ask_postgres(database, "SELECT pg_database_size(current_database())")


async def _ask_postgres(database: str, sql: str) -> int:
    connection = await asyncpg.connect(database)
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("database")
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--writers", type=int, default=64)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())

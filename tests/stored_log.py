"""The record on a database, for tests: in this process, in others, and with bare SQL."""

import asyncio
import itertools
import multiprocessing
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import asyncpg

from specimen_log import NOON, POLICY, MemoryLog, release, signer
from thiqa.base import StorageUnavailableError, system_clock
from thiqa.database import OpenDatabase
from thiqa.ledger.checkpoint import VerifiedCheckpoint, verify_checkpoint
from thiqa.ledger.events import Event
from thiqa.ledger.merkle import consistency_spans, hash_leaf, verify_consistency
from thiqa.ledger.models import EntryId
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.ledger.tiles import span_hash
from thiqa.storage import open_with
from thiqa.storage.ledger import LedgerStore
from thiqa.storage.ledger_archive import LedgerArchive
from thiqa.storage.sides import Side

KEYS = [signer().verifier_key]
SQLITE = "sqlite:///"
CITIZENS = 7
SERVICES = 3

_context = multiprocessing.get_context("forkserver")


class LedgerRecords:
    """The record alone."""

    ledger = LedgerStore()
    archive = LedgerArchive()


@dataclass
class StoredLog:
    """The parts that a process of the provider has."""

    database: OpenDatabase[LedgerRecords]
    recorder: Recorder
    sequencer: Sequencer
    publisher: Publisher
    receipts: Receipts

    async def append(
        self, event: Event, person_id: str | None = "p-1", client_id: str | None = "tax-office"
    ) -> EntryId:
        """Append an entry and wait until it is durable."""

        async def unit(records: LedgerRecords) -> EntryId:
            return await self.recorder.append(
                records, event, person_id=person_id, client_id=client_id
            )

        return await self.database.run(unit)

    async def append_many(self, first: int, number: int) -> list[EntryId]:
        """Append numbered releases of several citizens to several services at once."""
        return list(
            await asyncio.gather(*(self.append(*numbered(n)) for n in range(first, first + number)))
        )

    async def integrate_all(self) -> None:
        """Integrate until nothing is left, and publish."""
        while await self.sequencer.integrate():
            pass
        await self.publisher.publish()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Integrate and publish while the block runs."""
        tasks = [
            asyncio.create_task(self.sequencer.run()),
            asyncio.create_task(self.publisher.run()),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def numbered(number: int) -> tuple[Event, str, str]:
    """Return the release of this number, its citizen and its service."""
    citizen, service = f"p-{number % CITIZENS}", f"c-{number % SERVICES}"
    return release(NOON + number, service, f"s-{number}"), citizen, service


class OftenAway:
    """A database that is away every third time, or so."""

    def __init__(self, database: OpenDatabase[LedgerRecords], every: int = 3) -> None:
        self._database = database
        self._every = every
        self._asked = itertools.count()

    async def run(self, unit: Any) -> Any:
        self._be_away()
        return await self._database.run(unit)

    async def read(self, unit: Any) -> Any:
        self._be_away()
        return await self._database.read(unit)

    def _be_away(self) -> None:
        if next(self._asked) % self._every == 0:
            raise StorageUnavailableError("away")


@asynccontextmanager
async def open_log(url: str, **options: Any) -> AsyncIterator[StoredLog]:
    """Open the record on a migrated database."""
    database = await open_with(url, LedgerRecords())
    publisher = Publisher(database, POLICY, system_clock)
    sequencer = Sequencer(database, signer(), KEYS, signed=publisher.wake, **options)
    recorder = Recorder(notify=sequencer.wake)
    try:
        yield StoredLog(database, recorder, sequencer, publisher, Receipts(database, POLICY))
    finally:
        await database.close()


def fetch(url: str, sql: str) -> list[tuple[Any, ...]]:
    """Run one SQL statement past the stores; return its rows."""
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(url.removeprefix(SQLITE), timeout=30)) as connection:
            rows = connection.execute(sql).fetchall()
            connection.commit()
            return rows
    return asyncio.run(_fetch_postgres(url, sql))


async def _fetch_postgres(url: str, sql: str) -> list[tuple[Any, ...]]:
    path = f"{Side.USAGE.value}, {Side.AUTHENTICATION.value}"
    connection = await asyncpg.connect(url, server_settings={"search_path": path})
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


def watch_heads(url: str, table: str = "ledger_head") -> None:
    """Have the database itself keep every checkpoint that was ever committed to a table."""
    keep = "INSERT INTO seen_head VALUES (NEW.checkpoint)"
    if url.startswith(SQLITE):
        fetch(url, "CREATE TABLE seen_head (checkpoint text)")
        fetch(
            url,
            f"CREATE TRIGGER see_head AFTER UPDATE ON {table}"
            f" WHEN NEW.checkpoint <> OLD.checkpoint BEGIN {keep}; END",
        )
        return
    # Several connections write to several pages: where a row lies does not say when it came.
    in_order = "place bigint GENERATED ALWAYS AS IDENTITY"
    fetch(url, f"CREATE TABLE seen_head (checkpoint text, {in_order})")
    fetch(
        url,
        "CREATE FUNCTION see_head() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
        f" $$ BEGIN {keep}; RETURN NEW; END $$",
    )
    fetch(
        url,
        f"CREATE TRIGGER see_head AFTER UPDATE ON {table} FOR EACH ROW"
        " WHEN (NEW.checkpoint <> OLD.checkpoint) EXECUTE FUNCTION see_head()",
    )


def seen_heads(url: str) -> list[VerifiedCheckpoint]:
    """Return every checkpoint that was committed since `watch_heads`, verified, in order."""
    order = "rowid" if url.startswith(SQLITE) else "place"
    notes = fetch(url, f"SELECT checkpoint FROM seen_head ORDER BY {order}")
    return [verify_checkpoint(note, POLICY) for (note,) in notes]


def leaves(url: str) -> list[bytes]:
    """Return the leaves that have a place, in the order of their places."""
    rows = fetch(url, "SELECT leaf_index, leaf FROM ledger_leaf ORDER BY leaf_index")
    assert [index for index, _ in rows] == list(range(len(rows)))
    return [bytes(leaf) for _, leaf in rows]


def check_one_history(heads: Sequence[VerifiedCheckpoint], leaves: Sequence[bytes]) -> None:
    """Check each head against the leaves, and that each one has grown from the one before."""
    log = MemoryLog()
    log.add_leaf_hashes(map(hash_leaf, leaves))
    for checkpoint in heads:
        assert span_hash((0, checkpoint.head.size), log.tiles) == checkpoint.head.root
    for older, newer in pairwise(checkpoint.head for checkpoint in heads):
        if older.size:
            spans = consistency_spans(older.size, newer.size)
            verify_consistency(
                old_size=older.size,
                new_size=newer.size,
                old_root=older.root,
                new_root=newer.root,
                proof=[span_hash(span, log.tiles) for span in spans],
            )


def start_process(
    url: str, first: int, number: int, together: Any
) -> tuple[BaseProcess, Connection]:
    """Start a process that appends and sequences; it sends each acknowledged entry's id."""
    acknowledged, theirs = _context.Pipe(duplex=False)
    process = _context.Process(
        target=_append_and_sequence, args=(url, first, number, together, theirs), daemon=True
    )
    process.start()
    theirs.close()
    return process, acknowledged


def barrier(parties: int) -> Any:
    """Return a barrier that processes wait at."""
    return _context.Barrier(parties)


def received(acknowledged: Connection) -> list[EntryId]:
    """Return all that a process has acknowledged, once it has ended."""
    ids = []
    try:
        while True:
            ids.append(EntryId(acknowledged.recv_bytes()))
    except (EOFError, OSError):
        return ids


def _append_and_sequence(
    url: str, first: int, number: int, together: Any, acknowledged: Connection
) -> None:
    async def append(log: StoredLog, numbers: Sequence[int]) -> None:
        for n in numbers:
            acknowledged.send_bytes(await log.append(*numbered(n)))

    async def main() -> None:
        async with open_log(url, gather_seconds=0.0) as log:
            together.wait()
            async with log.running():
                await asyncio.gather(
                    *(append(log, range(first + n, first + number, 8)) for n in range(8))
                )
            await log.integrate_all()

    asyncio.run(main())

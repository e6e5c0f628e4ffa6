"""Measures the record: entries per second, processor time per entry, time to a proof.

    python bench/ledger.py DATABASE [--entries N …] [--commit-together N]

DATABASE is the address of an empty database, `sqlite:///FILE` or `postgresql://…`. Processor
time is that of this process and, on the same machine, of the PostgreSQL server.
"""

import argparse
import asyncio
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thiqa.ledger.events import Release
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.models import EntryId
from thiqa.ledger.receipt import verify_receipt
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.storage.database import open_with
from thiqa.storage.ledger import LedgerStore
from thiqa.storage.migrate import migrate

PROOFS = 500
MICROSECONDS = 1_000_000
MILLISECONDS = 1_000


class Records:
    """The record alone."""

    ledger = LedgerStore()


@dataclass
class Clocks:
    """Wall time and processor time of a stretch of work."""

    wall: float = 0.0
    here: float = 0.0
    server: float = 0.0


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


async def main() -> None:
    """Grow one log to each size, and measure at each."""
    arguments = _arguments()
    await migrate(arguments.database)
    server = await _server_of(arguments.database)
    signer = NoteSigner("bench.example/record", Ed25519PrivateKey.generate())
    database = await open_with(arguments.database, Records())
    sequencer = Sequencer(database, signer, [signer.verifier_key])
    recorder = Recorder(notify=sequencer.wake)
    receipts = Receipts(database, signer.name, [signer.verifier_key])
    print("entries  entries/s  us here  us server  proof p50 ms  p99 ms  us here  verify us")
    done = 0
    for size in sorted(arguments.entries):
        with _measured(server) as appended:
            ids = await _append(recorder, sequencer, database, done, size, arguments)
            await receipts.receipt_for_client(ids[-1], "c", wait_seconds=60)
        each, texts, proofs = [], [], Clocks()
        with _measured(server, proofs):
            for entry_id in random.choices(ids, k=PROOFS):  # noqa: S311  # a sample
                start = time.perf_counter()
                texts.append((await receipts.receipt_for_client(entry_id, "c")).text)
                each.append(time.perf_counter() - start)
        with _measured(server) as verified:
            for text in texts:
                verify_receipt(text, signer.verifier_key)
        new = size - done
        print(
            f"{size:7}  {new / appended.wall:9.0f}  {appended.here / new * MICROSECONDS:7.1f}"
            f"  {appended.server / new * MICROSECONDS:9.1f}  {median(each) * MILLISECONDS:12.2f}"
            f"  {quantiles(each, n=100)[98] * MILLISECONDS:6.2f}"
            f"  {proofs.here / PROOFS * MICROSECONDS:7.0f}"
            f"  {verified.here / PROOFS * MICROSECONDS:9.0f}"
        )
        done = size
    await database.close()


async def _append(recorder, sequencer, database, done, size, arguments) -> list[EntryId]:  # type: ignore[no-untyped-def]
    sequencing = asyncio.create_task(sequencer.run())
    ids: list[EntryId] = []
    numbers = iter(range(done, size))

    async def one_by_one() -> None:
        for number in numbers:
            event = _event(number)
            ids.append(
                await database.run(
                    lambda records, event=event: recorder.append(
                        records, event, person_id=event.subject, client_id="c"
                    )
                )
            )

    await asyncio.gather(*(one_by_one() for _ in range(arguments.commit_together)))
    while await sequencer.integrate():
        pass
    sequencing.cancel()
    return ids


def _event(number: int) -> Release:
    return Release(
        at=int(time.time()),
        client_id="tax-office.example",
        sector="finance",
        subject=f"person-{number % 9973}",
        purpose="income-tax-declaration",
        article="Loi 47-06, article 82",
        claims=("family_name", "given_name", "birthdate", "national_number"),
        consent_text_hash="A" * 43,
        acr="high",
        valid_for=0,
    )


@contextmanager
def _measured(server: Server, clocks: Clocks | None = None) -> Iterator[Clocks]:
    clocks = clocks or Clocks()
    wall, here, there = time.perf_counter(), time.process_time(), server.processor_time()
    yield clocks
    clocks.wall = time.perf_counter() - wall
    clocks.here = time.process_time() - here
    clocks.server = server.processor_time() - there


async def _server_of(database: str) -> Server:
    if database.startswith("sqlite:"):
        return Server()
    connection = await asyncpg.connect(database)
    first_line = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int"
    postmaster = await connection.fetchval(first_line)
    await connection.close()
    return Server(postmaster)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("database")
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--commit-together", type=int, default=64)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())

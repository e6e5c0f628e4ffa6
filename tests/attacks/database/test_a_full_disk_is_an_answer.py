"""When the disk is full everybody is told so, nothing is half written, and it heals by itself."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from drawers import Database, Drawers, make_drawers
from postgres_server import PostgresServer
from thiqa.base import StorageUnavailableError
from thiqa.database import open_with
from thiqa.database.sqlite import SqliteDatabase
from thiqa.database.sqlite_connection import connect

COMPANIONS = 20
LARGE = os.urandom(20_000).hex()
DISK = "8m"
BALLAST_BYTES = 1_000_000

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few megabytes, where other accounts may enter too."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)
    folder.rmdir()


async def _write_pair(drawers: Drawers, number: int) -> int:
    await drawers.put(b"a%d" % number, number, LARGE)
    await drawers.put(b"b%d" % number, number, LARGE)
    return number


async def _write_until_full(database: Database) -> set[int]:
    """Write groups until one fails; return the numbers that were acknowledged."""
    acknowledged: set[int] = set()
    for first in range(0, 100 * COMPANIONS, COMPANIONS):
        answers = await asyncio.gather(
            *(
                database.run(lambda drawers, n=n: _write_pair(drawers, n))
                for n in range(first, first + COMPANIONS)
            ),
            return_exceptions=True,
        )
        failed = [answer for answer in answers if isinstance(answer, BaseException)]
        acknowledged |= {answer for answer in answers if isinstance(answer, int)}
        if failed:
            assert all(isinstance(failure, StorageUnavailableError) for failure in failed)
            return acknowledged
    raise AssertionError("the disk was never full")


async def _check_whole(database: Database, acknowledged: set[int]) -> None:
    """Each pair is there with both halves, or not at all, and all acknowledged ones are."""
    numbers = sorted(await database.read(lambda drawers: drawers.with_label(LARGE)))
    assert numbers == sorted(2 * list(acknowledged))


async def _write_again(database: Database) -> None:
    assert await database.run(lambda drawers: _write_pair(drawers, 1_000_000)) == 1_000_000


def test_a_sqlite_file_that_may_not_grow(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/full.db"
    make_drawers(url)
    connections: list[sqlite3.Connection] = []

    def connect_with_limit(path: Path) -> sqlite3.Connection:
        connections.append(connect(path))
        connections[-1].execute("PRAGMA max_page_count = 500")
        return connections[-1]

    async def main() -> None:
        path = tmp_path / "full.db"
        database = SqliteDatabase(path, Drawers(), connect=connect_with_limit)
        try:
            acknowledged = await _write_until_full(database)
            await _check_whole(database, acknowledged)
            for connection in connections:
                connection.execute("PRAGMA max_page_count = 1000000")
            await _write_again(database)
        finally:
            await database.close()

    asyncio.run(main())


@needs_root
def test_a_full_disk_under_sqlite(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk}/full.db"
    make_drawers(url)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(BALLAST_BYTES))

    async def main() -> None:
        database = await open_with(url, Drawers())
        try:
            acknowledged = await _write_until_full(database)
            await _check_whole(database, acknowledged)
            ballast.unlink()
            await _write_again(database)
        finally:
            await database.close()

    asyncio.run(main())


@needs_root
def test_a_full_disk_under_postgresql(small_disk: Path, postgres_server: PostgresServer) -> None:
    small_disk.chmod(0o755)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(BALLAST_BYTES))
    admin = postgres_server.execute
    tablespace = small_disk / "tablespace"
    tablespace.mkdir()
    shutil.chown(tablespace, "postgres")
    asyncio.run(admin(f"CREATE TABLESPACE small LOCATION '{tablespace}'"))
    asyncio.run(admin("CREATE DATABASE full_disk TEMPLATE template0"))
    asyncio.run(admin("ALTER DATABASE full_disk SET default_tablespace = small"))
    url = postgres_server.url("full_disk")
    make_drawers(url)

    async def main() -> None:
        database = await open_with(url, Drawers())
        try:
            acknowledged = await _write_until_full(database)
            await _check_whole(database, acknowledged)
            ballast.unlink()
            await _write_again(database)
        finally:
            await database.close()

    asyncio.run(main())
    asyncio.run(admin("DROP DATABASE full_disk WITH (FORCE)"))
    asyncio.run(admin("DROP TABLESPACE small"))

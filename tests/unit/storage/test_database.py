import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from thiqa.base import StorageUnavailableError
from thiqa.database import TEXT, DatabaseUrlError, SchemaVersionError, Statement
from thiqa.database.sqlite_connection import connect
from thiqa.storage import open_database, open_with
from thiqa.storage.migrate import migrate
from thiqa.storage.migrations import newest_version


async def _open(url: str) -> None:
    async with open_database(url):
        pass


@pytest.mark.parametrize(
    "url", ["", "thiqa.db", "sqlite://thiqa.db", "sqlite:///", "sqlite:///:memory:", "mysql://x/y"]
)
def test_an_address_that_is_not_understood_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUrlError):
        asyncio.run(_open(url))


def test_a_database_without_tables_asks_to_be_migrated(
    tmp_path: Path, empty_postgres_url: str
) -> None:
    for url in (f"sqlite:///{tmp_path}/empty.db", empty_postgres_url):
        with pytest.raises(SchemaVersionError):
            asyncio.run(_open(url))


def test_older_tables_ask_to_be_migrated_and_newer_ones_are_not_touched(database_url: str) -> None:
    asyncio.run(_open(database_url))
    _set_version(database_url, "0000")
    with pytest.raises(SchemaVersionError):
        asyncio.run(_open(database_url))
    _set_version(database_url, "9999")
    asyncio.run(_open(database_url))
    with pytest.raises(SchemaVersionError):
        asyncio.run(migrate(database_url))


def test_migrating_again_changes_nothing(database_url: str) -> None:
    asyncio.run(migrate(database_url))
    asyncio.run(_open(database_url))
    assert newest_version().isdigit()


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    url = f"postgresql://postgres@/none?host={tmp_path}"
    with pytest.raises(StorageUnavailableError):
        asyncio.run(_open(url))
    with pytest.raises(StorageUnavailableError):
        asyncio.run(migrate(url))


def test_a_file_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/missing/thiqa.db"
    with pytest.raises(StorageUnavailableError):
        asyncio.run(_open(url))
    with pytest.raises(StorageUnavailableError):
        asyncio.run(migrate(url))


def test_a_file_that_is_not_a_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "thiqa.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StorageUnavailableError):
        asyncio.run(_open(f"sqlite:///{path}"))


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "thiqa.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    assert path.stat().st_mode & 0o777 == 0o600


def _set_version(url: str, version: str) -> None:
    sql = f"UPDATE alembic_version SET version_num = '{version}'"  # a constant
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            file.execute(sql)
    else:
        asyncio.run(_execute(url, sql))


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


_SYNCHRONOUS_COMMIT = Statement(
    "SELECT current_setting(rows.name) AS value FROM {rows}"
    " JOIN pg_database ON pg_database.datname = current_database()",
    key=(),
    columns={"name": TEXT},
)


def test_commits_on_postgresql_wait_for_the_disk_whatever_the_default(
    postgres_url: str,
) -> None:
    name = postgres_url.partition("@/")[2].partition("?")[0]

    async def read_setting(_: None) -> str:
        row = await _SYNCHRONOUS_COMMIT("synchronous_commit")
        assert row is not None
        return str(row["value"])

    async def main() -> None:
        await _execute(postgres_url, f"ALTER DATABASE {name} SET synchronous_commit = off")
        database = await open_with(postgres_url, None)
        try:
            assert await database.run(read_setting) == "on"
        finally:
            await database.close()

    asyncio.run(main())


def test_commits_on_sqlite_wait_for_the_disk(tmp_path: Path) -> None:
    full = 2
    with closing(connect(tmp_path / "thiqa.db")) as file:
        assert file.execute("PRAGMA synchronous").fetchone()[0] == full
        assert file.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert file.execute("PRAGMA foreign_keys").fetchone()[0] == 1

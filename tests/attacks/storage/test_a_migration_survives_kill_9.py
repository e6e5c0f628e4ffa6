"""A migration that is killed at any statement is finished by the next run."""

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import asyncpg

import processes
from postgres_server import PostgresServer

TOGETHER = 4

_POSTGRES_TABLES = """
    SELECT table_schema, table_name, column_name, data_type, is_nullable
    FROM information_schema.columns
    WHERE table_schema IN ('public', 'authentication', 'usage') ORDER BY 1, 2, 3
"""
_POSTGRES_INDEXES = """
    SELECT indexdef FROM pg_indexes
    WHERE schemaname IN ('public', 'authentication', 'usage') ORDER BY 1
"""
_POSTGRES_PRIVILEGES = """
    SELECT nspname, relname, relacl::text FROM pg_class JOIN pg_namespace
    ON pg_namespace.oid = relnamespace WHERE nspname IN ('authentication', 'usage') ORDER BY 1, 2
"""
_VERSION = "SELECT version_num FROM alembic_version"


@dataclass(frozen=True, slots=True)
class Tables:
    """What is defined in a database, and the version that it claims to be."""

    version: str
    definitions: list[object]


def _read_sqlite(url: str) -> Tables:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
        definitions: list[object] = file.execute("SELECT sql FROM sqlite_master").fetchall()
        definitions.sort(key=str)
        return Tables(str(file.execute(_VERSION).fetchall()) if definitions else "", definitions)


def _read_postgres(url: str) -> Tables:
    async def read() -> Tables:
        connection = await asyncpg.connect(url)
        try:
            tables = await connection.fetch(_POSTGRES_TABLES)
            indexes = await connection.fetch(_POSTGRES_INDEXES)
            privileges = await connection.fetch(_POSTGRES_PRIVILEGES)
            version = str(await connection.fetch(_VERSION)) if tables else ""
            return Tables(version, [*tables, *indexes, *privileges])
        finally:
            await connection.close()

    return asyncio.run(read())


def _die_at_every_change(url: str, read: Callable[[str], Tables]) -> int:
    """Kill a migration before its first change, its second, … and so on through all steps."""
    deaths, change = 0, 0
    before: Tables | None = None
    while True:
        process = processes.start(processes.migrate_and_die, url, change)
        process.join()
        if process.exitcode == 0:
            return deaths
        assert process.exitcode == -signal.SIGKILL
        deaths += 1
        after = read(url)
        if before is None or after.version == before.version:
            assert before is None or after == before, "a killed step left something behind"
            change += 1
        else:
            change = 1  # died before the first change of the next step
        before = after


def test_a_migration_of_sqlite_may_be_killed_anywhere(
    tmp_path: Path, sqlite_template: Path
) -> None:
    url = f"sqlite:///{tmp_path}/killed.db"
    assert _die_at_every_change(url, _read_sqlite) > 10
    assert _read_sqlite(url) == _read_sqlite(f"sqlite:///{sqlite_template}")


def test_a_migration_of_postgresql_may_be_killed_anywhere(
    empty_postgres_url: str, postgres_server: PostgresServer, postgres_template: str
) -> None:
    assert _die_at_every_change(empty_postgres_url, _read_postgres) > 10
    expected = _read_postgres(postgres_server.url(postgres_template))
    assert _read_postgres(empty_postgres_url) == expected


def test_processes_that_start_at_once_migrate_sqlite_together(tmp_path: Path) -> None:
    _migrate_together(f"sqlite:///{tmp_path}/together.db")


def test_processes_that_start_at_once_migrate_postgresql_together(empty_postgres_url: str) -> None:
    _migrate_together(empty_postgres_url)


def _migrate_together(url: str) -> None:
    together = processes.barrier(TOGETHER)
    running = [processes.start(processes.migrate_together, url, together) for _ in range(TOGETHER)]
    for process in running:
        process.join()
        assert process.exitcode == 0

"""Brings a database's tables up to date; may be killed at any point and run again.

Each step is one transaction that first locks the database against every other process
that migrates, then looks which step comes next, and takes it.
"""

import asyncio
import sqlite3
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from thiqa.base import StorageUnavailableError
from thiqa.database.address import sqlite_path
from thiqa.database.errors import SchemaVersionError
from thiqa.database.sqlite_connection import connect
from thiqa.database.version import newest_version

MIGRATION_LOCK = 0x7468697161
"""The advisory lock of everybody who migrates a PostgreSQL database: the letters t h i q a."""

LOCK_SECONDS = 600
"""How long a process waits for another one that migrates the same SQLite file."""


async def migrate(url: str, folder: Path) -> None:
    """Take every step of a folder of migrations that this database still lacks."""
    path = sqlite_path(url)
    try:
        if path is None:
            await _migrate_postgres(url, folder)
        else:
            await asyncio.to_thread(_migrate_sqlite, path, folder)
    except (DBAPIError, OSError, asyncpg.PostgresError) as error:
        raise StorageUnavailableError(f"the tables were not brought up to date: {error}") from error


def _migrate_sqlite(path: Path, folder: Path) -> None:
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
    with engine.connect() as connection:
        going = True
        while going:
            # The driver would not open a transaction before a CREATE TABLE.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            going = _take_next_step(connection, folder)
            connection.commit()


def _connect(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    connection.row_factory = None
    connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
    return connection


async def _migrate_postgres(url: str, folder: Path) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    going = True
    while going:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            going = await connection.run_sync(_take_next_step, folder)
    await engine.dispose()


def _take_next_step(connection: Connection, folder: Path) -> bool:
    """Run one step inside the transaction that is open; say whether there was one."""
    current = MigrationContext.configure(connection).get_current_revision()
    newest = newest_version(folder)
    if current is not None and current > newest:
        raise SchemaVersionError(f"the tables are at {current}, newer than this program")
    if current == newest:
        return False
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    command.upgrade(config, "+1")
    return True

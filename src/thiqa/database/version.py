"""Which version the tables have, and which one a program was written for."""

from collections.abc import Sequence
from pathlib import Path

from thiqa.database.address import sqlite_path
from thiqa.database.errors import SchemaVersionError, StatementRefusedError
from thiqa.database.postgres_connection import PostgresConnection
from thiqa.database.sqlite import SqliteDatabase
from thiqa.database.statement import INTEGER, ManyStatement, Row


def newest_version(folder: Path) -> str:
    """Return the version that the last step in a folder of migrations leads to."""
    return max(path.name for path in (folder / "versions").glob("[0-9]*.py"))[:4]


async def is_up_to_date(url: str, folder: Path) -> bool:
    """Tell whether the tables are exactly those that these migrations lead to."""
    return await _version(url) == newest_version(folder)


async def check_version(url: str, folder: Path) -> None:
    """Refuse tables that are older than these migrations."""
    version = await _version(url)
    if version < newest_version(folder):
        raise SchemaVersionError(f"the tables are at {version or 'nothing'}: migrate them first")


_VERSION = ManyStatement(
    "SELECT alembic_version.version_num FROM {rows} JOIN alembic_version ON rows.any_row = 1",
    key=(),
    columns={"any_row": INTEGER},
)


async def _version(url: str) -> str:
    path = sqlite_path(url)
    try:
        rows = await (_version_on_sqlite(path) if path else _version_on_postgres(url))
    except StatementRefusedError:
        return ""
    return "".join(row[0] for row in rows)


async def _version_on_sqlite(path: Path) -> Sequence[Row]:
    database = SqliteDatabase(path, None)
    try:
        return await database.read(lambda _: _read_version())
    finally:
        await database.close()


async def _version_on_postgres(url: str) -> Sequence[Row]:
    """Ask as who we are, without a part's role: it may not be there yet."""
    connection = PostgresConnection(url)
    try:
        await connection.connect()
        return await connection.execute(_VERSION, [(1,)])
    finally:
        await connection.close()


async def _read_version() -> Sequence[Row]:
    return await _VERSION(1)

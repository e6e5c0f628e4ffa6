"""Removes what has expired, a little at a time, so that nobody waits for it."""

from collections.abc import Iterable

from thiqa.base import Database
from thiqa.database.statement import INTEGER, ManyStatement

PURGE_BATCH = 500
"""Rows in one transaction: a few milliseconds of work."""


def expired_rows(table: str, key: str) -> ManyStatement:
    """Return what removes a batch of a table with an `expires_at`, by its primary key."""
    return ManyStatement(
        f"DELETE FROM {table} WHERE {key} IN (SELECT {table}.{key} FROM {table}"  # ours
        f" WHERE {table}.expires_at <= (SELECT rows.now FROM {{rows}})"
        f" ORDER BY {table}.expires_at LIMIT {PURGE_BATCH}) RETURNING 1 AS removed",
        key=(),
        columns={"now": INTEGER},
    )


async def purge(database: Database[object], expiring: Iterable[ManyStatement], now: int) -> int:
    """Remove rows that expired at or before a time; return how many there were."""
    removed = 0
    for expired in expiring:
        while (batch := await _remove(database, expired, now)) > 0:
            removed += batch
    return removed


async def _remove(database: Database[object], expired: ManyStatement, now: int) -> int:
    async def remove(_: object) -> int:
        return len(await expired(now))

    return await database.run(remove)

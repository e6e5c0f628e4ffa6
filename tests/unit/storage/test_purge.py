import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from thiqa.database.purge import PURGE_BATCH
from thiqa.storage import open_database, purge
from thiqa.storage.purge import EXPIRING


def test_what_expired_is_removed_in_batches_and_the_rest_stays(database_url: str) -> None:
    expired = 2 * PURGE_BATCH + 7

    async def main() -> None:
        async with open_database(database_url) as database:
            await asyncio.gather(
                *(
                    database.run(
                        lambda records, n=n: records.login.put_challenge(b"%d" % n, b"b", 10)
                    )
                    for n in range(expired)
                )
            )
            await database.run(lambda records: records.login.put_challenge(b"lives", b"b", 11))
            assert await purge(database, 9) == 0
            assert await purge(database, 10) == expired
            assert await database.run(
                lambda records: records.login.take_challenge(b"lives", b"b", 10)
            )

    asyncio.run(main())


def test_every_table_with_a_time_of_expiry_is_purged_by_its_index(sqlite_template: Path) -> None:
    with closing(sqlite3.connect(sqlite_template)) as file:
        tables = [row[0] for row in file.execute("SELECT name FROM sqlite_master")]
        expiring = {
            table
            for table in tables
            if "expires_at" in [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
        }
        assert {statement.scope for statement in EXPIRING} == {f"{table}:" for table in expiring}
        for statement in EXPIRING:
            plan = file.execute(f"EXPLAIN QUERY PLAN {statement.sqlite_sql}", (0,)).fetchall()
            assert any("USING INDEX" in row[3] or "COVERING INDEX" in row[3] for row in plan), plan

import asyncio

from thiqa.storage import open_database, purge
from thiqa.storage.purge import PURGE_BATCH


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

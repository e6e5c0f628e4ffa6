import asyncio

from thiqa.storage import open_database


def test_a_challenge_is_taken_once_by_its_browser(database_url: str) -> None:
    async def main() -> list[bool]:
        async with open_database(database_url) as database:
            await database.run(lambda records: records.login.put_challenge(b"n", b"browser", 300))
            return [
                await database.run(
                    lambda records, who=who: records.login.take_challenge(b"n", who, 299)
                )
                for who in (b"other", b"browser", b"browser")
            ]

    assert asyncio.run(main()) == [False, True, False]

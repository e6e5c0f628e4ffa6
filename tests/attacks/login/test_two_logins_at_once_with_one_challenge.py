"""Two hundred attempts with one challenge at the same moment, on the databases that we run on."""

import asyncio

from authorities import NOW
from card_logins import BROWSER
from thiqa.login import challenge
from thiqa.login.errors import ChallengeNotFoundError
from thiqa.storage import open_database

ATTEMPTS = 200


def test_one_of_two_hundred_parallel_attempts_takes_the_challenge(database_url: str) -> None:
    async def run() -> list[object]:
        async with open_database(database_url) as database:
            nonce = (await challenge.issue(database, BROWSER, NOW)).nonce
            attempts = (challenge.take(database, nonce, BROWSER, NOW) for _ in range(ATTEMPTS))
            return await asyncio.gather(*attempts, return_exceptions=True)

    results = asyncio.run(run())
    assert results.count(None) == 1
    assert sum(isinstance(result, ChallengeNotFoundError) for result in results) == ATTEMPTS - 1


def test_the_database_keeps_a_challenge_for_its_browser_and_its_time(database_url: str) -> None:
    async def run() -> list[str]:
        told = []
        async with open_database(database_url) as database:
            for browser, now in ((b"other", NOW), (BROWSER, NOW + 300), (BROWSER, NOW + 299)):
                nonce = (await challenge.issue(database, BROWSER, NOW)).nonce
                try:
                    await challenge.take(database, nonce, browser, now)
                    told.append("taken")
                except ChallengeNotFoundError:
                    told.append("refused")
        return told

    assert asyncio.run(run()) == ["refused", "refused", "taken"]

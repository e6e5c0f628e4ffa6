"""Whoever takes a row first has it, whatever is asked at the same time and by whom."""

import asyncio

import processes
from thiqa.storage import open_database

TAKERS = 200
PROCESSES = 2


def test_one_of_200_parallel_takes_succeeds(database_url: str) -> None:
    async def main() -> None:
        async with open_database(database_url) as database:
            await database.run(lambda records: records.login.put_challenge(b"d", b"b", 10))
            taken = await asyncio.gather(
                *(
                    database.run(lambda records: records.login.take_challenge(b"d", b"b", 0))
                    for _ in range(TAKERS)
                )
            )
            assert taken.count(True) == 1

    asyncio.run(main())


def test_one_of_200_parallel_takes_in_two_processes_succeeds(database_url: str) -> None:
    async def put() -> None:
        async with open_database(database_url) as database:
            await database.run(lambda records: records.login.put_challenge(b"d", b"b", 10))

    asyncio.run(put())
    together = processes.barrier(PROCESSES)
    taken = []
    running = []
    for _ in range(PROCESSES):
        answers, theirs = processes.pipe()
        running.append(
            processes.start(
                processes.take_challenge, database_url, together, TAKERS // PROCESSES, theirs
            )
        )
        taken.append(answers)
    assert sum(answers.recv() for answers in taken) == 1
    for process in running:
        process.join()
        assert process.exitcode == 0


def test_another_browser_takes_nothing_and_leaves_it(database_url: str) -> None:
    async def main() -> None:
        async with open_database(database_url) as database:
            await database.run(lambda records: records.login.put_challenge(b"d", b"b", 10))
            others = (
                database.run(lambda records, n=n: records.login.take_challenge(b"d", b"%d" % n, 0))
                for n in range(20)
            )
            owner = database.run(lambda records: records.login.take_challenge(b"d", b"b", 0))
            assert await asyncio.gather(*others, owner) == [False] * 20 + [True]

    asyncio.run(main())


def test_an_expired_row_is_not_given_out(database_url: str) -> None:
    async def main() -> None:
        async with open_database(database_url) as database:
            await database.run(lambda records: records.login.put_challenge(b"d", b"b", 10))
            assert not await database.run(
                lambda records: records.login.take_challenge(b"d", b"b", 10)
            )

    asyncio.run(main())

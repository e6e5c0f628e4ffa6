"""A process that is killed while it writes has lied to nobody."""

import asyncio

import processes
from drawers import Drawers
from thiqa.database import open_with

ROUNDS = 4
ACKNOWLEDGED_FIRST = 300


def test_every_acknowledged_write_is_there_after_kill_9(drawer_url: str) -> None:
    for round_number in range(ROUNDS):
        first = round_number * 1_000_000
        numbers = _write_and_kill(drawer_url, first)
        assert len(numbers) >= ACKNOWLEDGED_FIRST
        assert asyncio.run(_read(drawer_url, numbers)) == numbers


def _write_and_kill(url: str, first: int) -> list[int]:
    acknowledged, theirs = processes.pipe()
    process = processes.start(processes.write_until_killed, url, first, theirs)
    theirs.close()
    numbers = [_number(acknowledged.recv_bytes()) for _ in range(ACKNOWLEDGED_FIRST)]
    process.kill()
    process.join()
    try:
        while True:
            numbers.append(_number(acknowledged.recv_bytes()))
    except (EOFError, OSError):
        return numbers


async def _read(url: str, numbers: list[int]) -> list[int]:
    database = await open_with(url, Drawers())
    try:
        ids = [number.to_bytes(8, "big") for number in numbers]
        found: list[int] = await database.read(lambda drawers: drawers.get_each(*ids))
        return found
    finally:
        await database.close()


def _number(message: bytes) -> int:
    return int.from_bytes(message, "big")

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from drawers import Drawers, make_drawers
from processes import hold_the_write_lock, pipe, start
from thiqa.base import StorageUnavailableError
from thiqa.database import open_with
from thiqa.database.call import Call
from thiqa.database.group import GROUP_LIMIT, QUEUE_LIMIT, Lanes

HELD_SECONDS = 0.5


class SlowBackend:
    """Runs units that ask nothing, a group at a time, when it is told to."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.go = asyncio.Event()
        self.closed = False

    async def run(self, calls: Sequence[Call]) -> None:
        self.groups.append(len(calls))
        await self.go.wait()
        for call in calls:
            call.start()

    async def close(self) -> None:
        self.closed = True


async def _nothing(_: None) -> None:
    pass


async def _queue(lanes: Lanes[None], number: int) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.create_task(lanes.run(_nothing)) for _ in range(number)]
    await asyncio.sleep(0.01)
    return tasks


def test_what_waits_while_a_group_commits_is_the_next_group() -> None:
    async def main() -> list[int]:
        backend = SlowBackend()
        lanes = Lanes(None, [backend])
        tasks = await _queue(lanes, 1) + await _queue(lanes, GROUP_LIMIT + 7)
        backend.go.set()
        await asyncio.gather(*tasks)
        await lanes.close()
        assert backend.closed
        return backend.groups

    assert asyncio.run(main()) == [1, GROUP_LIMIT, 7]


def test_too_long_a_queue_is_refused_at_once() -> None:
    async def main() -> None:
        backend = SlowBackend()
        lanes = Lanes(None, [backend])
        tasks = await _queue(lanes, 1) + await _queue(lanes, QUEUE_LIMIT)
        with pytest.raises(StorageUnavailableError):
            await lanes.run(_nothing)
        backend.go.set()
        await asyncio.gather(*tasks)
        await lanes.run(_nothing)
        await lanes.close()

    asyncio.run(main())


def test_who_goes_away_before_his_group_starts_is_not_run() -> None:
    async def main() -> list[int]:
        backend = SlowBackend()
        lanes = Lanes(None, [backend])
        first = await _queue(lanes, 1)
        gone, stays = await _queue(lanes, 2)
        gone.cancel()
        await asyncio.sleep(0)
        backend.go.set()
        await asyncio.gather(*first, stays)
        await lanes.close()
        return backend.groups

    assert asyncio.run(main()) == [1, 1]


def test_nobody_waits_for_a_lane_that_was_stopped() -> None:
    async def main() -> None:
        backend = SlowBackend()
        lanes = Lanes(None, [backend])
        tasks = await _queue(lanes, 1) + await _queue(lanes, 5)
        for lane in asyncio.all_tasks() - {asyncio.current_task(), *tasks}:
            lane.cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(answer, StorageUnavailableError) for answer in answers)
        with pytest.raises(StorageUnavailableError):
            await lanes.run(_nothing)

    asyncio.run(main())


def test_waiting_for_another_process_that_writes_does_not_stop_the_loop(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/held.db"
    make_drawers(url)

    async def main() -> None:
        database = await open_with(url, Drawers())
        held, theirs = pipe()
        process = start(hold_the_write_lock, url, HELD_SECONDS, theirs)
        await asyncio.to_thread(held.recv)
        turns = 0
        writing = asyncio.create_task(database.run(lambda drawers: drawers.put(b"a", 1)))
        while not writing.done():
            await asyncio.sleep(0.01)
            turns += 1
            assert await database.read(lambda drawers: drawers.get(b"b")) is None
        assert writing.result()
        assert turns > 5
        process.join()
        await database.close()

    asyncio.run(main())

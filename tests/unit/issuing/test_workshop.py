"""Workers beside the provider: what they do, what they refuse, and what becomes of a bad one."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from thiqa.base import ThiqaError
from thiqa.issuing.errors import BusyError, NumberError, WorkError
from thiqa.issuing.numbers import read_number
from thiqa.issuing.workshop import Limits, Workshop


def with_workshop(
    test: Callable[[Workshop], Coroutine[Any, Any, None]], limits: Limits | None = None
) -> None:
    async def main() -> None:
        workshop = Workshop(limits or Limits(workers=1))
        try:
            await test(workshop)
        finally:
            workshop.close()

    asyncio.run(main())


def test_work_is_done_in_another_process_that_stays() -> None:
    async def test(workshop: Workshop) -> None:
        first = await workshop.run("a", os.getpid)
        assert first != os.getpid()
        assert await workshop.run("a", os.getpid) == first

    with_workshop(test)


def test_a_foreseen_error_comes_back_as_it_is() -> None:
    async def test(workshop: Workshop) -> None:
        worker = await workshop.run("a", os.getpid)
        with pytest.raises(NumberError, match="one of its signs"):
            await workshop.run("a", read_number, "no number")
        assert await workshop.run("a", os.getpid) == worker

    with_workshop(test)


def test_what_nobody_foresaw_is_told_without_what_it_says() -> None:
    async def test(workshop: Workshop) -> None:
        with pytest.raises(WorkError) as caught:
            await workshop.run("a", int, "Salma Idrissi")
        assert "Salma" not in str(caught.value)

    with_workshop(test)


def test_a_worker_that_dies_is_replaced() -> None:
    async def test(workshop: Workshop) -> None:
        with pytest.raises(WorkError):
            await workshop.run("a", os._exit, 1)
        assert await workshop.run("a", abs, -3) == 3

    with_workshop(test)


def test_a_worker_that_takes_too_long_is_replaced() -> None:
    async def test(workshop: Workshop) -> None:
        with pytest.raises(WorkError):
            await workshop.run("a", signal.pause)

    with_workshop(test, Limits(workers=1, seconds=0.1))


def test_who_takes_too_much_memory_dies_alone() -> None:
    async def test(workshop: Workshop) -> None:
        with pytest.raises(WorkError):
            await workshop.run("a", bytes, 2**40)
        assert await workshop.run("a", abs, -3) == 3

    with_workshop(test)


def test_one_asker_does_not_fill_the_queue_of_the_others() -> None:
    async def test(workshop: Workshop) -> None:
        greedy = [asyncio.create_task(workshop.run("greedy", abs, -n)) for n in range(4)]
        other = asyncio.create_task(workshop.run("other", abs, -9))
        results = await asyncio.gather(*greedy, return_exceptions=True)
        assert [type(each) for each in results] == [int, int, BusyError, BusyError]
        assert await other == 9
        assert await workshop.run("greedy", abs, -1) == 1, "who has been answered may come again"

    with_workshop(test, Limits(workers=1, waiting=8, waiting_of_one=2))


def test_when_all_wait_who_may_nobody_else_does() -> None:
    async def test(workshop: Workshop) -> None:
        tasks = [asyncio.create_task(workshop.run(f"{n}", abs, -n)) for n in range(4)]
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(each, ThiqaError) for each in results] == [False, False, True, True]

    with_workshop(test, Limits(workers=1, waiting=1))

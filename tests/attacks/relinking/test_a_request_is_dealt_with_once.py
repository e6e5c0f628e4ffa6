"""Two processes that deal with one request at the same moment: one of them has done it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from relinking_office import SUBJECT, Office, with_office
from thiqa.relinking import Answer, Request
from thiqa.relinking.errors import RequestGoneError
from thiqa.storage import open_database

_BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"
_HOLD = "SELECT 1 FROM people_relinking FOR UPDATE"


@asynccontextmanager
async def _another_process(url: str, office: Office) -> AsyncIterator[Office]:
    async with open_database(url) as database:
        yield Office(database, now=office.now)


async def _at_once(url: str, tries: Sequence[Awaitable[Any]], meanwhile: str = _HOLD) -> list[Any]:
    """Let every try read the request, and hold them all back from writing to it."""
    other = await asyncpg.connect(url, server_settings={"search_path": "authentication"})
    try:
        async with other.transaction():
            await other.execute(meanwhile)
            running = asyncio.gather(*tries, return_exceptions=True)
            while await other.fetchval(_BLOCKED) < len(tries):  # noqa: ASYNC110  # processes
                await asyncio.sleep(0.01)
        return await running
    finally:
        await other.close()


def test_two_approvals_are_one_entry(postgres_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        async with _another_process(postgres_url, office) as twin:
            tries = (office.approve(request), twin.approve(request))
            done = await _at_once(postgres_url, tries)
        assert sorted(map(type, done), key=str) == sorted((Request, RequestGoneError), key=str)
        assert len(await office.history()) == 1

    with_office(postgres_url, test)


def test_two_questions_are_one_answer(postgres_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        await office.publish()
        async with _another_process(postgres_url, office) as twin:
            tries = (office.answer(request), twin.answer(request))
            done = await _at_once(postgres_url, tries)
        assert sorted(map(type, done), key=str) == sorted((Answer, RequestGoneError), key=str)

    with_office(postgres_url, test)


def test_a_text_that_changes_while_it_is_approved_is_not_approved(postgres_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        changed = request.document.replace(SUBJECT, "B" * 43)
        change = f"UPDATE people_relinking SET document = '{changed}'"
        (done,) = await _at_once(postgres_url, [office.approve(request)], change)
        assert isinstance(done, RequestGoneError)
        assert await office.history() == []

    with_office(postgres_url, test)

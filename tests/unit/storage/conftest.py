"""Databases with the drawers of these tests in them."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from drawers import Database, Drawers, WithDatabase, make_drawers
from thiqa.storage import open_with


@pytest.fixture
def drawer_url(database_url: str) -> str:
    make_drawers(database_url)
    return database_url


@pytest.fixture
def with_drawers(drawer_url: str) -> WithDatabase:
    def with_drawers(test: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:
        async def main() -> Any:
            database = await open_with(drawer_url, Drawers())
            try:
                return await test(database)
            finally:
                await database.close()

        return asyncio.run(main())

    return with_drawers

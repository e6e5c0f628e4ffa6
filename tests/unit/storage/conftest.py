"""Databases with the drawers of these tests in them."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from drawers import TABLE, Database, Drawers, WithDatabase
from thiqa.storage import open_with


@pytest.fixture
def drawer_url(tmp_path: Path) -> str:
    path = tmp_path / "drawers.db"
    connection = sqlite3.connect(path)
    connection.execute(TABLE["sqlite"])
    connection.close()
    return f"sqlite:///{path}"


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

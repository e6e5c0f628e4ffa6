"""A store of the tests: drawers with a number in them."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from typing import Any

import asyncpg

from thiqa.database import BYTES, INTEGER, TEXT, ManyStatement, OpenDatabase, Row, Statement

PUT = Statement(
    "INSERT INTO drawer (id, label, number) SELECT rows.id, rows.label, rows.number FROM {rows}"
    " WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": BYTES, "label": TEXT, "number": INTEGER},
)
REPLACE = Statement(
    "INSERT INTO drawer (id, label, number) SELECT rows.id, rows.label, rows.number FROM {rows}"
    " WHERE true ON CONFLICT (id) DO UPDATE SET label = excluded.label, number = excluded.number"
    " RETURNING id",
    key="id",
    columns={"id": BYTES, "label": TEXT, "number": INTEGER},
)
INSERT_OR_FAIL = Statement(
    "INSERT INTO drawer (id, label, number) SELECT rows.id, rows.label, rows.number FROM {rows}"
    " RETURNING id",
    key="id",
    columns={"id": BYTES, "label": TEXT, "number": INTEGER},
)
GET = Statement(
    "SELECT drawer.id, drawer.label, drawer.number FROM {rows} JOIN drawer ON drawer.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
TAKE = Statement(
    "DELETE FROM drawer WHERE id IN (SELECT id FROM {rows}) RETURNING id, label, number",
    key="id",
    columns={"id": BYTES},
)
ADD = Statement(
    "UPDATE drawer SET number = drawer.number + rows.more FROM {rows} WHERE drawer.id = rows.id"
    " RETURNING drawer.id, drawer.number",
    key="id",
    columns={"id": BYTES, "more": INTEGER},
)
WITH_LABEL = ManyStatement(
    "SELECT drawer.id, drawer.label, drawer.number FROM {rows}"
    " JOIN drawer ON drawer.label = rows.label ORDER BY drawer.number",
    key="label",
    columns={"label": TEXT},
)
EMPTY_LABEL = ManyStatement(
    "DELETE FROM drawer WHERE label IN (SELECT label FROM {rows}) RETURNING label, number",
    key="label",
    columns={"label": TEXT},
)
COUNT_ABOVE = Statement(
    "SELECT count(*) AS drawers FROM {rows} JOIN drawer ON drawer.number > rows.least",
    key=(),
    columns={"least": INTEGER},
)


class Drawers:
    """What the units of these tests may read and write."""

    async def put(self, id: bytes, number: int = 0, label: str | None = None) -> bool:
        return await PUT(id, label, number) is not None

    async def put_each(self, *drawers: tuple[bytes, int]) -> list[bool]:
        rows = await PUT.each([(id, None, number) for id, number in drawers])
        return [row is not None for row in rows]

    async def get_each(self, *ids: bytes) -> list[Any]:
        return [_number(row) for row in await GET.each([(id,) for id in ids])]

    async def with_each_label(self, *labels: str) -> list[list[int]]:
        return [_numbers(rows) for rows in await WITH_LABEL.each([(label,) for label in labels])]

    async def replace(self, id: bytes, number: int = 0, label: str | None = None) -> None:
        await REPLACE(id, label, number)

    async def insert_or_fail(self, id: bytes, number: int = 0) -> None:
        await INSERT_OR_FAIL(id, None, number)

    async def get(self, id: bytes) -> Any:
        return _number(await GET(id))

    async def label(self, id: bytes) -> str | None:
        row = await GET(id)
        return None if row is None else row["label"]

    async def take(self, id: bytes) -> Any:
        return _number(await TAKE(id))

    async def add(self, id: bytes, more: int) -> Any:
        return _number(await ADD(id, more))

    async def with_label(self, label: str) -> list[int]:
        return _numbers(await WITH_LABEL(label))

    async def empty_label(self, label: str) -> list[int]:
        return sorted(_numbers(await EMPTY_LABEL(label)))

    async def count_above(self, least: int) -> int:
        row = await COUNT_ABOVE(least)
        assert row is not None
        drawers: int = row[0]
        return drawers


def _number(row: Row | None) -> Any:
    return None if row is None else row["number"]


def _numbers(rows: Sequence[Row]) -> list[int]:
    return [row["number"] for row in rows]


SQLITE_TABLE = "CREATE TABLE drawer (id BLOB PRIMARY KEY, label TEXT, number INTEGER) STRICT"
POSTGRES_TABLE = "CREATE TABLE public.drawer (id bytea PRIMARY KEY, label text, number bigint)"


def make_drawers(url: str) -> None:
    """Add the table of drawers to a database."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            file.execute(SQLITE_TABLE)
    else:
        asyncio.run(_make_drawers_on_postgres(url))


async def _make_drawers_on_postgres(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(POSTGRES_TABLE)
    await connection.close()


Database = OpenDatabase[Drawers]
WithDatabase = Callable[[Callable[[Database], Coroutine[Any, Any, Any]]], Any]

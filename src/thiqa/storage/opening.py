"""Opens the provider's database by its address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from thiqa import database
from thiqa.database import INTEGER, ManyStatement, OpenDatabase, Part, check_version
from thiqa.storage.migrations import FOLDER
from thiqa.storage.sides import SIDES, Side
from thiqa.storage.transaction import Transaction

Records = TypeVar("Records")


@asynccontextmanager
async def open_database(
    url: str, *, authentication_url: str = ""
) -> AsyncIterator[OpenDatabase[Transaction]]:
    """Open a migrated database inside the running event loop; close it when all is durable.

    `authentication_url` is the same database on PostgreSQL, under a login role of its own that
    sees the authentication side alone; without it one login role takes both roles in turn.
    """
    await check_version(url, FOLDER)
    opened = await open_with(url, Transaction(), authentication_url=authentication_url)
    try:
        await opened.read(_look_at_both_sides)
        yield opened
    finally:
        await opened.close()


async def open_with(
    url: str, records: Records, *, authentication_url: str = ""
) -> OpenDatabase[Records]:
    """Open a database whose units are given these records; the caller closes it."""
    urls: dict[Part, str] = {Side.AUTHENTICATION: authentication_url} if authentication_url else {}
    return await database.open_with(url, records, layout=SIDES, urls=urls)


async def is_up_to_date(url: str) -> bool:
    """Tell whether the tables are exactly those that this program was written for."""
    return await database.is_up_to_date(url, FOLDER)


_EACH_SIDE = tuple(
    ManyStatement(
        f"SELECT {table}.expires_at FROM {{rows}} JOIN {table} ON {table}.expires_at < rows.least",
        key=(),
        columns={"least": INTEGER},
    )
    for table in ("login_challenge", "oidc_session")
)


async def _look_at_both_sides(_: Transaction) -> None:
    """Fail at the start, and not at the first login, where a role is not given to us."""
    for statement in _EACH_SIDE:
        await statement(0)

"""What fails between the commits of the two sides: everybody is told, and nobody runs again."""

import asyncio
from typing import Any

import asyncpg
import pytest

from thiqa.base import StorageUnavailableError
from thiqa.database import OpenDatabase, StatementRefusedError
from thiqa.storage import Transaction, open_database

_REFUSE_TO_COMMIT = """
    CREATE FUNCTION usage.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON usage.oidc_used
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION usage.refuse();
"""
NOW, LATER = 1, 9


@pytest.fixture
def refusing_url(postgres_url: str) -> str:
    """A database whose usage side refuses at its COMMIT what was written there."""

    async def refuse() -> None:
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(_REFUSE_TO_COMMIT)
        await connection.close()

    asyncio.run(refuse())
    return postgres_url


def _with(url: str, test: Any) -> None:
    async def main() -> None:
        async with open_database(url) as database:
            await test(database)

    asyncio.run(main())


def test_when_usage_cannot_be_kept_nobody_runs_again(refusing_url: str) -> None:
    runs = []

    async def unit(records: Transaction) -> None:
        runs.append(1)
        await records.login.put_challenge(b"challenge", b"browser", LATER)
        await records.oidc.use_once(b"used", LATER)

    async def test(database: OpenDatabase[Transaction]) -> None:
        with pytest.raises(StorageUnavailableError):
            await database.run(unit)
        assert len(runs) == 1
        assert await database.run(
            lambda records: records.login.take_challenge(b"challenge", b"browser", NOW)
        )

    _with(refusing_url, test)


def test_what_touches_one_side_is_all_or_nothing_as_ever(refusing_url: str) -> None:
    async def test(database: OpenDatabase[Transaction]) -> None:
        with pytest.raises(StatementRefusedError):
            await database.run(lambda records: records.oidc.use_once(b"used", LATER))
        await database.run(
            lambda records: records.login.put_challenge(b"challenge", b"browser", LATER)
        )

    _with(refusing_url, test)


def test_a_unit_that_raises_keeps_nothing_on_either_side(postgres_url: str) -> None:
    async def unit(records: Transaction) -> None:
        await records.login.put_challenge(b"challenge", b"browser", LATER)
        await records.oidc.use_once(b"used", LATER)
        raise LookupError("after it wrote to both")

    async def test(database: OpenDatabase[Transaction]) -> None:
        with pytest.raises(LookupError):
            await database.run(unit)
        assert not await database.run(
            lambda records: records.login.take_challenge(b"challenge", b"browser", NOW)
        )
        assert await database.run(lambda records: records.oidc.use_once(b"used", LATER))

    _with(postgres_url, test)

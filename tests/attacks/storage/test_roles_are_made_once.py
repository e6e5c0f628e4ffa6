"""The roles belong to all databases of a server: whoever migrates first makes them, for all."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

import processes
from postgres_server import PostgresServer
from thiqa.base import StorageUnavailableError
from thiqa.storage import RolesMissingError, open_database
from thiqa.storage.migrate import migrate
from thiqa.storage.sides import Side

TOGETHER = 4
OWNER = "owner_without_powers"


@pytest.fixture
def server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A server of which nothing was asked before."""
    del postgres_server  # so that it is the one that says what is missing
    with PostgresServer() as server:
        yield server


@pytest.fixture
def owned_url(server: PostgresServer) -> str:
    """A database of somebody who may make tables and no roles."""
    asyncio.run(server.execute(f"CREATE ROLE {OWNER} LOGIN"))
    asyncio.run(server.execute(f"CREATE DATABASE owned OWNER {OWNER}"))
    return server.url("owned").replace("postgres@", f"{OWNER}@")


def test_many_databases_at_once_make_the_roles_once(server: PostgresServer) -> None:
    names = [f"together_{number}" for number in range(TOGETHER)]
    for name in names:
        asyncio.run(server.execute(f"CREATE DATABASE {name}"))
    together = processes.barrier(TOGETHER)
    running = [
        processes.start(processes.migrate_together, server.url(name), together) for name in names
    ]
    for process in running:
        process.join()
        assert process.exitcode == 0
    for name in names:
        asyncio.run(_open(server.url(name)))


def test_who_may_not_make_roles_is_told_what_has_to_be_run(
    server: PostgresServer, owned_url: str
) -> None:
    with pytest.raises(RolesMissingError) as refused:
        asyncio.run(migrate(owned_url))
    sql = str(refused.value).partition("once: ")[2]
    assert "CREATE ROLE thiqa_usage" in sql
    asyncio.run(_run_as_administrator(server, sql))
    asyncio.run(migrate(owned_url))
    asyncio.run(_open(owned_url))


def test_a_login_that_was_given_neither_role_is_told_at_the_start(
    server: PostgresServer, owned_url: str
) -> None:
    asyncio.run(migrate(server.url("owned")))
    with pytest.raises(StorageUnavailableError, match="role"):
        asyncio.run(_open(owned_url))


def test_the_roles_cannot_log_in_and_own_nothing(server: PostgresServer) -> None:
    asyncio.run(migrate(server.url()))
    for side in Side:
        (row,) = asyncio.run(
            server.execute(
                "SELECT rolcanlogin, rolsuper, rolinherit, rolcreaterole, rolcreatedb,"
                f" (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid) FROM pg_roles"
                f" WHERE rolname = '{side.role}'"
            )
        )
        assert not any(row)


async def _open(url: str) -> None:
    async with open_database(url):
        pass


async def _run_as_administrator(server: PostgresServer, sql: str) -> None:
    connection = await asyncpg.connect(server.url())
    await connection.execute(sql)
    await connection.close()

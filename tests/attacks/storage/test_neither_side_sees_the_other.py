"""Authentication and usage are apart: whoever holds one side's credentials sees one side only."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg
import pytest

from thiqa.database import (
    TEXT,
    ManyStatement,
    OpenDatabase,
    Statement,
    StatementRefusedError,
    StorageError,
    UnitOfWorkError,
)
from thiqa.ledger.models import EntryId, NewEntry
from thiqa.people import Person
from thiqa.storage import Transaction, open_database
from thiqa.storage.sides import Side

COMPANIONS = 10
NUMBER, NAME = "ZZ123456", "Tifawin"

_OTHERS_TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = '{}'::regnamespace"

# Functions of PostgreSQL that run the text of a query, after having taken another role.
_BY_THE_BACK_DOOR = (
    "SELECT set_config('role', 'thiqa_authentication', true) || query_to_xml("
    "'SELECT * FROM authentication.person', true, false, '')::text AS id"
)
INJECTED = {
    "names the schema": "SELECT national_number AS id FROM authentication.person",
    "joins its own rows": (
        'SELECT p.national_number AS id FROM oidc_client, "authentication"."person" AS p'
    ),
    "takes another role": _BY_THE_BACK_DOOR,
    "runs a text": "SELECT query_to_xml('SELECT * FROM authentication.person',true,true,'')::text",
    "resets the role": "SELECT set_config('role', 'none', true) || query_to_xml("
    "'SELECT * FROM authentication.person', true, false, '')::text AS id",
    "writes": "WITH gone AS (DELETE FROM authentication.person RETURNING id) SELECT id FROM gone",
}


def _with_database(
    logins: dict[Side, str],
    test: Callable[[OpenDatabase[Transaction]], Coroutine[Any, Any, None]],
) -> None:
    async def main() -> None:
        async with open_database(
            logins[Side.USAGE], authentication_url=logins[Side.AUTHENTICATION]
        ) as database:
            await database.run(_keep_a_citizen_and_a_visit)
            await test(database)

    asyncio.run(main())


async def _keep_a_citizen_and_a_visit(records: Transaction) -> None:
    await records.people.put(Person("p-1", NUMBER, {"given_name": NAME}))
    await records.ledger.add_entry(
        NewEntry(EntryId(b"e" * 16), "p-1", "town-hall", opening=b"opening", leaf=b"leaf")
    )


def _injected(sql: str) -> Statement:
    """Return a statement of a usage store into whose text an attacker has brought his own."""
    return Statement(
        "SELECT oidc_client.id FROM {rows} JOIN oidc_client ON oidc_client.id = rows.id"
        f" UNION ALL {sql}",
        key=(),
        columns={"id": TEXT},
    )


@pytest.mark.parametrize("sql", INJECTED.values(), ids=INJECTED.keys())
@pytest.mark.parametrize("way", ["run", "read"])
def test_no_statement_of_the_usage_stores_reads_the_people(
    logins: dict[Side, str], sql: str, way: str
) -> None:
    statement = _injected(sql)

    async def test(database: OpenDatabase[Transaction]) -> None:
        with pytest.raises(StorageError) as refused:
            await getattr(database, way)(lambda _: statement("x"))
        assert NUMBER not in str(refused.value)
        person = await database.read(lambda records: records.people.get("p-1"))
        assert person is not None

    _with_database(logins, test)


def test_one_login_role_for_both_sides_is_the_weaker_way(postgres_url: str) -> None:
    """What two login roles are for: a shared one can take the other side's role by itself."""
    statement = _injected(INJECTED["takes another role"])

    async def main() -> None:
        async with open_database(postgres_url) as database:
            await database.run(_keep_a_citizen_and_a_visit)
            row = await database.read(lambda _: statement("x"))
            assert row is not None
            assert NUMBER in row["id"]
            plain = _injected(INJECTED["names the schema"])
            with pytest.raises(StatementRefusedError):
                await database.read(lambda _: plain("x"))

    asyncio.run(main())


def test_a_usage_statement_that_names_the_people_takes_nobody_else_down(
    logins: dict[Side, str],
) -> None:
    statement = _injected("SELECT national_number FROM authentication.person")

    async def peep(records: Transaction) -> None:
        await records.oidc.use_once(b"guilty", 1)
        await statement("x")

    async def test(database: OpenDatabase[Transaction]) -> None:
        answers = await asyncio.gather(
            *(
                database.run(lambda records, n=n: records.oidc.use_once(b"%d" % n, 1))
                for n in range(COMPANIONS)
            ),
            database.run(peep),
            return_exceptions=True,
        )
        assert answers[:-1] == [True] * COMPANIONS
        assert isinstance(answers[-1], StatementRefusedError)
        assert await database.run(lambda records: records.oidc.use_once(b"guilty", 1))

    _with_database(logins, test)


@pytest.mark.parametrize("way", ["run", "read"])
def test_a_statement_that_touches_both_sides_is_not_asked(database_url: str, way: str) -> None:
    statement = ManyStatement(
        "SELECT person.id FROM {rows} JOIN person ON person.id = rows.id"
        " JOIN oidc_session ON oidc_session.person_id = person.id",
        key="id",
        columns={"id": TEXT},
    )

    async def main() -> None:
        async with open_database(database_url) as database:
            with pytest.raises(UnitOfWorkError, match="not both"):
                await getattr(database, way)(lambda _: statement("x"))

    asyncio.run(main())


@pytest.mark.parametrize(
    ("mine", "other"),
    [(Side.USAGE, Side.AUTHENTICATION), (Side.AUTHENTICATION, Side.USAGE)],
    ids=["usage", "authentication"],
)
def test_the_credentials_of_one_side_open_no_table_of_the_other(
    logins: dict[Side, str], mine: Side, other: Side
) -> None:
    async def main() -> None:
        connection = await asyncpg.connect(logins[mine])
        try:
            names = [row[0] for row in await connection.fetch(_OTHERS_TABLES.format(other.value))]
            assert len(names) > 1
            for name in names:
                for role in ("NONE", mine.role):
                    await connection.execute(f"SET ROLE {role}")
                    with pytest.raises(asyncpg.InsufficientPrivilegeError):
                        await connection.fetch(f"SELECT 1 FROM {name}")
            for role in (other.role, f"service_{other.value}", "postgres"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(f"SET ROLE {role}")
        finally:
            await connection.close()

    asyncio.run(main())


def test_each_side_keeps_its_own_and_changes_no_table(logins: dict[Side, str]) -> None:
    async def test(_: OpenDatabase[Transaction]) -> None:
        for side, table in ((Side.AUTHENTICATION, "person"), (Side.USAGE, "ledger_entry")):
            connection = await asyncpg.connect(
                logins[side], server_settings={"role": side.role, "search_path": side.value}
            )
            try:
                assert len(await connection.fetch(f"SELECT * FROM {table}")) == 1
                for sql in (f"DROP TABLE {table}", f"TRUNCATE {table}", "CREATE TABLE mine ()"):
                    with pytest.raises(asyncpg.InsufficientPrivilegeError):
                        await connection.execute(sql)
            finally:
                await connection.close()

    _with_database(logins, test)

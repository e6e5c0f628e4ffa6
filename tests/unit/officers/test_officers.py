import asyncio

import pytest

from thiqa.database import OpenDatabase
from thiqa.officers import NotAnOfficerError, Officer, Role, require_officer
from thiqa.storage import Transaction, open_database


def test_a_role_is_given_and_taken_once(database_url: str) -> None:
    async def main() -> None:
        async with open_database(database_url) as database:
            officer = Officer("p-1", Role.OPERATOR, 5)
            assert await database.run(lambda records: records.officers.add(officer))
            assert not await database.run(lambda records: records.officers.add(officer))
            assert await database.read(lambda records: records.officers.list_officers()) == [
                officer
            ]
            assert await _remove(database, Role.OPERATOR)
            assert not await _remove(database, Role.OPERATOR)
            assert await database.read(lambda records: records.officers.list_officers()) == []

    asyncio.run(main())


def test_one_role_is_not_the_other(database_url: str) -> None:
    async def main() -> None:
        async with open_database(database_url) as database:
            officer = Officer("p-1", Role.OPERATOR, 5)
            await database.run(lambda records: records.officers.add(officer))
            await database.read(lambda records: require_officer(records, "p-1", Role.OPERATOR))
            for person, role in (("p-1", Role.RELINKING), ("p-2", Role.OPERATOR)):
                with pytest.raises(NotAnOfficerError):
                    await database.read(
                        lambda records, p=person, r=role: require_officer(records, p, r)
                    )

    asyncio.run(main())


async def _remove(database: OpenDatabase[Transaction], role: Role) -> bool:
    return await database.run(lambda records: records.officers.remove("p-1", role))

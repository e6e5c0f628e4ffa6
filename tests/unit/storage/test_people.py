import asyncio
import traceback

import pytest

from thiqa.database import OpenDatabase, StatementRefusedError
from thiqa.people import Person
from thiqa.storage import Transaction, open_database

NADIA = Person(
    "nadia",
    "AB123456",
    {"given_name": "Nadia", "given_name#ar": "نادية", "address": {"country": "MA"}},
)


def test_a_person_is_found_by_identifier_and_by_national_number(database_url: str) -> None:
    async def main() -> None:
        async with open_database(database_url) as database:
            await database.run(lambda records: records.people.put(NADIA))
            assert await _get(database, "nadia") == NADIA
            assert await _find(database, "AB123456") == NADIA
            assert await _get(database, "other") is None
            assert await _find(database, "AB12345") is None

    asyncio.run(main())


def test_what_is_known_of_a_person_is_replaced(database_url: str) -> None:
    async def main() -> None:
        moved = Person("nadia", "CD1", {})
        async with open_database(database_url) as database:
            await database.run(lambda records: records.people.put(NADIA))
            await database.run(lambda records: records.people.put(moved))
            assert await _get(database, "nadia") == moved
            assert await _find(database, "AB123456") is None

    asyncio.run(main())


def test_two_persons_do_not_bear_one_number(database_url: str) -> None:
    async def main() -> None:
        async with open_database(database_url) as database:
            await database.run(lambda records: records.people.put(NADIA))
            with pytest.raises(StatementRefusedError) as caught:
                await database.run(lambda records: records.people.put(Person("x", "AB123456", {})))
            printed = "".join(traceback.format_exception(caught.value))
            assert "AB123456" not in printed.replace('Person("x", "AB123456", {})', "")

    asyncio.run(main())


async def _get(database: OpenDatabase[Transaction], person_id: str) -> Person | None:
    return await database.read(lambda records: records.people.get(person_id))


async def _find(database: OpenDatabase[Transaction], number: str) -> Person | None:
    return await database.read(lambda records: records.people.find_by_national_number(number))

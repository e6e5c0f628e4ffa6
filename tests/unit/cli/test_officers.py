import asyncio

import pytest

from thiqa.people import Person
from thiqa.storage import open_database
from unit.cli.conftest import Call


@pytest.fixture
def known(sqlite_url: str) -> str:
    """The national number of somebody who is registered."""

    async def put() -> None:
        async with open_database(sqlite_url) as database:
            await database.run(lambda records: records.people.put(Person("p-1", "ZZ1", {})))

    asyncio.run(put())
    return "ZZ1"


def test_an_officer_is_named_listed_and_dismissed(call: Call, known: str) -> None:
    assert call("officers", "add", known, "operator").stdout == "ZZ1 is now: operator\n"
    assert call("officers", "add", known, "operator").stdout == "ZZ1 was already: operator\n"
    assert call("officers", "list").stdout == "ZZ1\toperator\n"
    assert call("officers", "remove", known, "operator").stdout == "ZZ1 is no longer: operator\n"
    assert call("officers", "remove", known, "operator").stdout == "ZZ1 was not: operator\n"
    assert call("officers", "list").stdout == ""


@pytest.mark.parametrize(("number", "role"), [("ZZ2", "operator"), ("ZZ1", "king")])
def test_whoever_is_unknown_gets_no_role(call: Call, known: str, number: str, role: str) -> None:
    refused = call("officers", "add", number, role)
    assert refused.exit_code != 0
    assert (number if number != known else role) in refused.stderr
    assert call("officers", "list").stdout == ""

"""A finding has an owner and a clock, is taken by one person, and closed with an answer."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from thiqa.database import OpenDatabase
from thiqa.findings import (
    AnswerMissingError,
    Finding,
    FindingGoneError,
    Kind,
    Party,
    State,
    close_finding,
    new_finding,
    raise_finding,
    take_finding,
)
from thiqa.findings.models import DAY, RULES
from thiqa.storage import Transaction, open_database

NOW = 1_800_000_000
ANSWER = "The disk was replaced, and the tile is what it was."

Test = Callable[[OpenDatabase[Transaction]], Coroutine[Any, Any, None]]


def on(url: str, test: Test) -> None:
    async def main() -> None:
        async with open_database(url) as database:
            await test(database)

    asyncio.run(main())


def found(key: str = "tile/0/000", *, now: int = NOW, client_id: str | None = None) -> Finding:
    return new_finding(Kind.DAMAGED_RECORD, key, now=now, detail="hash 3", client_id=client_id)


async def raised(database: OpenDatabase[Transaction], finding: Finding) -> Finding:
    assert await database.run(lambda records: raise_finding(records, finding))
    return finding


async def kept(database: OpenDatabase[Transaction], finding: Finding) -> Finding:
    stored = await database.read(lambda records: records.findings.get(finding.id))
    assert stored is not None
    return stored


def test_each_kind_has_an_owner_and_a_clock() -> None:
    assert set(RULES) == set(Kind)
    finding = found()
    assert finding.owner is Party.OPERATOR
    assert not finding.is_overdue(NOW + DAY - 1)
    assert finding.is_overdue(NOW + DAY)


def test_what_was_raised_is_not_raised_again(database_url: str) -> None:
    async def test(database: OpenDatabase[Transaction]) -> None:
        first = await raised(database, found(client_id="pension-fund"))
        again = found(now=NOW + 5)
        assert again.id == first.id
        assert not await database.run(lambda records: raise_finding(records, again))
        assert await kept(database, first) == first
        await raised(database, found("tile/0/001"))

    on(database_url, test)


def test_it_is_taken_and_then_closed_by_the_same_person(database_url: str) -> None:
    async def test(database: OpenDatabase[Transaction]) -> None:
        finding = await raised(database, found())
        await database.run(lambda records: take_finding(records, finding.id, "p-1", seen=None))
        assert (await kept(database, finding)).state is State.TAKEN
        with pytest.raises(FindingGoneError):
            await database.run(
                lambda records: close_finding(records, finding.id, "p-2", answer=ANSWER, now=NOW)
            )
        await database.run(
            lambda records: close_finding(records, finding.id, "p-1", answer=ANSWER, now=NOW + 9)
        )
        closed = await kept(database, finding)
        assert (closed.state, closed.answer, closed.closed_at) == (State.CLOSED, ANSWER, NOW + 9)
        assert not closed.is_overdue(NOW + 2 * DAY)
        for act in (
            lambda records: take_finding(records, finding.id, "p-2", seen="p-1"),
            lambda records: close_finding(records, finding.id, "p-1", answer=ANSWER, now=NOW),
        ):
            with pytest.raises(FindingGoneError):
                await database.run(act)

    on(database_url, test)


def test_of_two_who_take_it_one_does_and_another_may_take_it_over(database_url: str) -> None:
    async def test(database: OpenDatabase[Transaction]) -> None:
        finding = await raised(database, found())

        async def take(person: str, seen: str | None) -> None:
            await database.run(lambda records: take_finding(records, finding.id, person, seen=seen))

        both = await asyncio.gather(take("p-1", None), take("p-2", None), return_exceptions=True)
        assert sorted(type(each) for each in both if each) == [FindingGoneError]
        first = (await kept(database, finding)).taken_by
        await take("p-3", first)
        assert (await kept(database, finding)).taken_by == "p-3"

    on(database_url, test)


@pytest.mark.parametrize("answer", ["", "ok", "123456789012345"])
def test_without_an_answer_it_stays_open(sqlite_url: str, answer: str) -> None:
    async def test(database: OpenDatabase[Transaction]) -> None:
        finding = await raised(database, found())
        await database.run(lambda records: take_finding(records, finding.id, "p-1", seen=None))
        with pytest.raises(AnswerMissingError):
            await database.run(
                lambda records: close_finding(records, finding.id, "p-1", answer=answer, now=NOW)
            )

    on(sqlite_url, test)


def test_lists_are_of_all_or_of_one_service_the_most_urgent_first(database_url: str) -> None:
    async def test(database: OpenDatabase[Transaction]) -> None:
        later = await raised(database, found("b", now=NOW + 5, client_id="fund"))
        sooner = await raised(database, found("a"))
        closed = await raised(database, found("c", client_id="fund"))
        await database.run(lambda records: take_finding(records, closed.id, "p-1", seen=None))
        await database.run(
            lambda records: close_finding(records, closed.id, "p-1", answer=ANSWER, now=NOW)
        )

        async def ids(of: str | None, *, closed: bool = False, number: int = 9) -> list[str]:
            async def unit(records: Transaction) -> list[Finding]:
                store = records.findings
                return await (store.list_closed if closed else store.list_open)(of, number)

            return [each.id for each in await database.read(unit)]

        assert await ids(None) == [sooner.id, later.id]
        assert await ids(None, number=1) == [sooner.id]
        assert await ids("fund") == [later.id]
        assert await ids("other") == []
        assert await ids(None, closed=True) == [closed.id]
        assert await ids("fund", closed=True) == [closed.id]

    on(database_url, test)

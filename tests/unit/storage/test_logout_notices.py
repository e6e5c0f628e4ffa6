"""The outbox of logout notices: who is due, who holds what, and for how long."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from thiqa.database import OpenDatabase
from thiqa.oidc.sessions.logout_models import LogoutNotice
from thiqa.storage import Transaction, open_database
from thiqa.storage.oidc.outbox import CANDIDATES_OF_A_CLIENT

NOTICE = LogoutNotice(b"a", "service", "sid", "subject", 0, 100, 900)
Do = Callable[[OpenDatabase[Transaction]], Coroutine[Any, Any, Any]]


def with_notices(url: str, notices: list[LogoutNotice], do: Do) -> Any:
    async def main() -> Any:
        async with open_database(url) as database:
            await database.run(lambda records: records.oidc.put_logout_notices(notices))
            return await do(database)

    return asyncio.run(main())


async def claim(
    database: OpenDatabase[Transaction],
    now: int,
    until: int = 500,
    *,
    room: int = 100,
    without: tuple[str, ...] = (),
) -> list[LogoutNotice]:
    return await database.run(
        lambda records: records.oidc.claim_logout_notices(now, until, room, without=without)
    )


def test_a_notice_is_due_at_its_time_and_held_until_the_lease_ends(database_url: str) -> None:
    async def do(database: OpenDatabase[Transaction]) -> list[list[LogoutNotice]]:
        return [await claim(database, now) for now in (99, 100, 100, 499, 500)]

    early, first, second, held, again = with_notices(database_url, [NOTICE], do)
    assert (early, second, held) == ([], [], [])
    assert first == [replace(NOTICE, attempts=1, due_at=500)]
    assert again == [replace(NOTICE, attempts=2, due_at=500)]


def test_whether_anything_is_due_is_known_without_writing(database_url: str) -> None:
    async def do(database: OpenDatabase[Transaction]) -> list[bool]:
        return [
            await database.read(lambda records, now=now: records.oidc.has_logout_notices(now))
            for now in (99, 100)
        ]

    assert with_notices(database_url, [NOTICE], do) == [False, True]


@pytest.mark.parametrize("held", [500, 499, 501])
def test_only_who_holds_a_notice_drops_or_postpones_it(database_url: str, held: int) -> None:
    async def do(database: OpenDatabase[Transaction]) -> list[LogoutNotice]:
        [mine] = await claim(database, 100)
        theirs = replace(mine, due_at=held)
        await database.run(lambda records: records.oidc.postpone_logout_notice(theirs, 700))
        await database.run(lambda records: records.oidc.drop_logout_notice(theirs))
        return await claim(database, 500, 600)

    left = with_notices(database_url, [NOTICE], do)
    assert len(left) == (0 if held == 500 else 1)


def test_a_dropped_notice_is_gone(database_url: str) -> None:
    async def do(database: OpenDatabase[Transaction]) -> list[LogoutNotice]:
        [mine] = await claim(database, 100)
        await database.run(lambda records: records.oidc.drop_logout_notice(mine))
        return await claim(database, 10_000)

    assert with_notices(database_url, [NOTICE], do) == []


def many(client_id: str, number: int) -> list[LogoutNotice]:
    return [
        replace(NOTICE, id=f"{client_id}{each}".encode(), client_id=client_id, due_at=each)
        for each in range(number)
    ]


def test_each_service_gets_its_turn(database_url: str) -> None:
    notices = [*many("silent", 200), *(replace(each, due_at=99) for each in many("other", 1))]
    found = with_notices(database_url, notices, lambda database: claim(database, 1000))
    clients = [each.client_id for each in found]
    assert clients.count("silent") == CANDIDATES_OF_A_CLIENT
    assert clients.count("other") == 1
    assert [each.id for each in found if each.client_id == "silent"] == [
        b"silent0",
        b"silent1",
        b"silent2",
        b"silent3",
    ]


def test_no_more_are_given_than_there_is_room_for_and_none_of_the_busy(database_url: str) -> None:
    async def do(database: OpenDatabase[Transaction]) -> list[int]:
        rooms = [await claim(database, 1000, 2000, room=room) for room in (-1, 0, 2)]
        busy = await claim(database, 1000, 2000, without=("a", "b"))
        return [len(each) for each in (*rooms, busy)]

    notices = [*many("a", 3), *many("b", 3)]
    assert with_notices(database_url, notices, do) == [0, 0, 2, 0]

"""Sessions, and what was given in them."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from provider_parts import authorization, grant, session
from thiqa.oidc.models import State
from thiqa.oidc.sessions.logout_models import SessionGrant
from thiqa.storage import Transaction, open_database

GIVEN = SessionGrant(
    b"a", "public", "p-1", "service", "sid", "subject", "purpose", False, 100, 1000
)
Unit = Callable[[Transaction], Coroutine[Any, Any, Any]]


def run(url: str, *units: Unit) -> list[Any]:
    async def main() -> list[Any]:
        async with open_database(url) as database:
            return [await database.run(unit) for unit in units]

    return asyncio.run(main())


def test_a_session_comes_back_as_it_was_put(database_url: str) -> None:
    mine = replace(session(), began_at=5, used_at=7, device="firefox/linux")
    _, found, listed = run(
        database_url,
        lambda records: records.oidc.put_session(mine),
        lambda records: records.oidc.get_session(mine.id, mine.expires_at - 1),
        lambda records: records.oidc.list_sessions(mine.person_id, mine.expires_at - 1),
    )
    assert found == mine
    assert listed == [mine]


def test_a_citizens_sessions_are_listed_the_last_used_first_and_nobody_elses(
    database_url: str,
) -> None:
    sessions = [
        replace(session(), id=b"a", used_at=5),
        replace(session(), id=b"b", used_at=9),
        replace(session(), id=b"c", used_at=7, expires_at=50),
        replace(session(), id=b"d", person_id="p-2"),
    ]
    *_, listed = run(
        database_url,
        *(lambda records, each=each: records.oidc.put_session(each) for each in sessions),
        lambda records: records.oidc.list_sessions("p-1", 50),
    )
    assert [each.id for each in listed] == [b"b", b"a"]


def test_a_session_is_used_while_it_lives_and_ended_once(database_url: str) -> None:
    mine = session()
    _, used, over, found, *ended, gone = run(
        database_url,
        lambda records: records.oidc.put_session(mine),
        lambda records: records.oidc.use_session(mine.id, mine.expires_at - 1),
        lambda records: records.oidc.use_session(mine.id, mine.expires_at),
        lambda records: records.oidc.get_session(mine.id, 0),
        lambda records: records.oidc.end_session(mine.id),
        lambda records: records.oidc.end_session(mine.id),
        lambda records: records.oidc.use_session(mine.id, 0),
    )
    assert (used, over, gone) == (True, False, False)
    assert found.used_at == mine.expires_at - 1
    assert ended == [True, False]


def test_what_was_given_is_listed_by_session_and_by_purpose(database_url: str) -> None:
    other = replace(GIVEN, authorization=b"b", session="other", purpose="other", granted_at=200)
    _, _, one, both, none, found = run(
        database_url,
        lambda records: records.oidc.put_session_grant(GIVEN),
        lambda records: records.oidc.put_session_grant(other),
        lambda records: records.oidc.list_session_grants(["public"]),
        lambda records: records.oidc.list_session_grants(["other", "public"]),
        lambda records: records.oidc.list_session_grants([]),
        lambda records: records.oidc.list_grants_for("p-1", "service", "purpose"),
    )
    assert (one, both, none, found) == ([GIVEN], [other, GIVEN], [], [GIVEN])


def test_what_lasts_outlives_the_session(database_url: str) -> None:
    lasting = replace(GIVEN, authorization=b"b", lasts=True)
    *_, left = run(
        database_url,
        lambda records: records.oidc.put_session_grant(GIVEN),
        lambda records: records.oidc.put_session_grant(lasting),
        lambda records: records.oidc.forget_session_grants("public"),
        lambda records: records.oidc.list_session_grants(["public"]),
    )
    assert left == [lasting]


def test_what_was_given_is_kept_as_long_as_the_session_goes_on(database_url: str) -> None:
    longer = replace(GIVEN, authorization=b"b", expires_at=5000)
    *_, found = run(
        database_url,
        lambda records: records.oidc.put_session_grant(GIVEN),
        lambda records: records.oidc.put_session_grant(longer),
        lambda records: records.oidc.extend_session_grants("public", 2000),
        lambda records: records.oidc.list_session_grants(["public"]),
    )
    assert sorted(each.expires_at for each in found) == [2000, 5000]


def test_only_what_lasts_and_was_redeemed_is_listed_as_lasting(database_url: str) -> None:
    kept = authorization(State.REDEEMED)
    lasting = replace(GIVEN, authorization=kept.id, lasts=True)

    async def redeem(records: Transaction) -> None:
        oidc = records.oidc
        await oidc.push(kept.id, kept.request, 100)
        await oidc.put_session_grant(lasting)
        await oidc.put_session_grant(replace(GIVEN, authorization=b"once"))
        await oidc.open(kept.id, b"browser", 0, 100)
        await oidc.grant(kept.id, b"code", grant(), 100)

    async def listed(records: Transaction, now: int = 199) -> list[SessionGrant]:
        return await records.oidc.list_lasting_grants("p-1", now)

    _, before, _, found, late, revoked, after = run(
        database_url,
        redeem,
        listed,
        lambda records: records.oidc.redeem(kept.id, 200),
        listed,
        lambda records: listed(records, 200),
        lambda records: records.oidc.revoke_each([kept.id, b"unknown"]),
        listed,
    )
    assert (before, found, late, revoked, after) == ([], [lasting], [], 1, [])

"""However many ask at once, a notice is told by one of them, and no grant slips past an end."""

import asyncio
from collections import Counter
from dataclasses import replace

from provider_parts import CLIENT, session
from thiqa.base import digest
from thiqa.oidc.models import Session
from thiqa.oidc.sessions.logout_models import LogoutNotice, SessionGrant
from thiqa.oidc.sessions.sessions import end_session
from thiqa.storage import Transaction, open_database

NOTICES = 100
CLAIMERS = 40
ROUNDS = 25


def test_every_notice_is_claimed_by_one_of_many(database_url: str) -> None:
    notices = [
        LogoutNotice(digest(str(n)), f"service-{n}", "sid", "subject", 0, 10, 900)
        for n in range(NOTICES)
    ]

    async def main() -> Counter[bytes]:
        async with open_database(database_url) as one, open_database(database_url) as other:
            await one.run(lambda records: records.oidc.put_logout_notices(notices))
            taken = await asyncio.gather(
                *(
                    database.run(
                        lambda records: records.oidc.claim_logout_notices(10, 500, 7, without=())
                    )
                    for _ in range(CLAIMERS // 2)
                    for database in (one, other)
                )
            )
            return Counter(notice.id for each in taken for notice in each)

    found = asyncio.run(main())
    assert found
    assert set(found.values()) == {1}


def test_a_grant_beside_the_end_of_its_session_is_told_or_refused(database_url: str) -> None:
    client = replace(CLIENT, backchannel_logout_uri="https://service.example/logout")

    async def grant(records: Transaction, mine: Session, number: int) -> bool:
        if not await records.oidc.use_session(mine.id, 1):
            return False
        given = SessionGrant(
            digest(f"{mine.public_id} {number}"),
            mine.public_id,
            mine.person_id,
            client.id,
            f"sid of {mine.public_id}",
            "subject",
            "purpose",
            False,
            1,
            10_000,
        )
        await records.oidc.put_session_grant(given)
        return True

    async def main() -> None:
        async with open_database(database_url) as one, open_database(database_url) as other:
            await one.run(lambda records: records.oidc.put_client(client))
            for number in range(ROUNDS):
                mine = replace(session(), id=digest(f"s{number}"), public_id=f"public {number}")
                await one.run(lambda records, mine=mine: records.oidc.put_session(mine))
                *granted, _ = await asyncio.gather(
                    *(
                        database.run(lambda records, mine=mine, n=n: grant(records, mine, n))
                        for n, database in enumerate((one, other) * 3)
                    ),
                    other.run(lambda records, mine=mine: end_session(records, mine, 1)),
                )
                left = await one.read(
                    lambda records, mine=mine: records.oidc.list_session_grants([mine.public_id])
                )
                told = await one.run(
                    lambda records: records.oidc.claim_logout_notices(1, 10**9, 64, without=())
                )
                assert left == []
                assert len(told) == (1 if any(granted) else 0)

    asyncio.run(main())

"""The store in memory, which unit tests are given, answers as the one on a database does."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory_store import MemoryStore
from provider_parts import CLIENT, NOW, consent, grant, request, session
from thiqa.oidc.models import RefreshToken
from thiqa.storage import Transaction, open_with

DIGESTS = st.sampled_from([b"a" * 32, b"b" * 32])
NAMES = st.sampled_from(["first", "second"])
TIMES = st.integers(NOW, NOW + 2)

REQUESTS = st.builds(lambda name: request(client_id=name), NAMES)
GRANTS = st.builds(lambda name: grant(person_id=name), NAMES)
CLIENTS = st.builds(
    lambda name, retired_at: replace(CLIENT, id=name, retired_at=retired_at),
    NAMES,
    st.none() | TIMES,
)
SESSIONS = st.builds(
    lambda identifier, origin, person, until: session(
        id=identifier, authorization=origin, person_id=person, expires_at=until
    ),
    DIGESTS,
    st.none() | DIGESTS,
    NAMES,
    TIMES,
)
CONSENTS = st.builds(
    lambda person, client, granted_at, until: consent(
        id=f"{person} {client} {granted_at} {until}",
        person_id=person,
        client_id=client,
        granted_at=granted_at,
        expires_at=until,
    ),
    NAMES,
    NAMES,
    TIMES,
    TIMES,
)
CONSENT_IDS = st.builds(lambda *parts: " ".join(map(str, parts)), NAMES, NAMES, TIMES, TIMES)
REFRESH_TOKENS = st.builds(RefreshToken, DIGESTS, DIGESTS, NAMES, TIMES)

STEPS = st.one_of(
    st.tuples(st.just("put_client"), CLIENTS),
    st.tuples(st.just("get_client"), NAMES),
    st.tuples(st.just("list_clients")),
    st.tuples(st.just("use_once"), DIGESTS, TIMES),
    st.tuples(st.just("push"), DIGESTS, REQUESTS, TIMES),
    st.tuples(st.just("get"), DIGESTS),
    st.tuples(st.just("open"), DIGESTS, DIGESTS, TIMES, TIMES),
    st.tuples(st.just("grant"), DIGESTS, DIGESTS, GRANTS, TIMES),
    st.tuples(st.just("redeem"), DIGESTS, TIMES),
    st.tuples(st.just("revoke"), DIGESTS),
    st.tuples(st.just("close"), DIGESTS),
    st.tuples(st.just("put_session"), SESSIONS),
    st.tuples(st.just("get_session"), DIGESTS, TIMES),
    st.tuples(st.just("end_session"), DIGESTS),
    st.tuples(st.just("put_consent"), CONSENTS),
    st.tuples(st.just("get_consent"), NAMES, NAMES, st.just("criminal-record"), TIMES),
    st.tuples(st.just("withdraw_consent"), NAMES, CONSENT_IDS),
    st.tuples(st.just("put_refresh_token"), REFRESH_TOKENS),
    st.tuples(st.just("get_refresh_token"), DIGESTS),
    st.tuples(st.just("use_refresh_token"), DIGESTS, TIMES),
)


class RolledBackError(Exception):
    """Ends a unit of work, so that the next one finds the database empty."""


async def answers(store: Any, steps: list[tuple[Any, ...]]) -> list[Any]:
    found = [await getattr(store, name)(*arguments) for name, *arguments in steps]
    for person in ("first", "second"):
        for now in (NOW, NOW + 1):
            listed = await store.list_consents(person, now)
            found.append(sorted(listed, key=lambda each: each.id))
    return found


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=20, max_size=40))
def test_whatever_is_asked(
    steps: list[tuple[Any, ...]], sqlite_template: Path, tmp_path: Path
) -> None:
    file = tmp_path / "thiqa.db"
    if not file.exists():
        shutil.copyfile(sqlite_template, file)
    told: list[Any] = []

    async def unit(records: Transaction) -> None:
        told[:] = await answers(records.oidc, steps)
        raise RolledBackError

    async def main() -> None:
        database = await open_with(f"sqlite:///{file}", Transaction())
        try:
            await database.run(unit)
        except RolledBackError:
            pass
        finally:
            await database.close()

    asyncio.run(main())
    assert asyncio.run(answers(MemoryStore(), steps)) == told

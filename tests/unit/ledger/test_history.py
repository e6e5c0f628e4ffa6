"""Histories searched by time, service and claim, on both databases."""

import asyncio
from dataclasses import replace

import pytest

from specimen_log import NOON, Event, one_of_each_kind, release
from stored_log import StoredLog, fetch, open_log
from thiqa.ledger.errors import EntryNotFoundError, OpeningMismatchError
from thiqa.ledger.events import Login, Lookup, Release
from thiqa.ledger.history import own_name
from thiqa.ledger.models import NO_SERVICE, EntryId, Wanted
from thiqa.storage.histories import statement_of

DAY = 86_400
CLAIMS = (
    ("name",),
    ("family_name", "given_name#ar"),
    ("verified_claims.address",),
    ("verified_claims.birthdate#ar", "name#ar"),
    (),
)


def given(number: int, claims: tuple[str, ...], client_id: str = "tax-office") -> Release:
    return replace(release(NOON + number * DAY, client_id), claims=claims)


async def kept(log: StoredLog, *events: Event) -> None:
    for event in events:
        await log.append(event, "p-1", event.client_id)
    await log.append(release(NOON + 2 * DAY), "p-2", "tax-office")


def found(database_url: str, events: list[Event], **wanted: object) -> list[Event]:
    """Return what a search finds among the entries of one person."""

    async def main() -> list[Event]:
        async with open_log(database_url) as log:
            await kept(log, *events)
            history = await log.receipts.history("p-1", Wanted(**wanted))  # type: ignore[arg-type]  # fields by name
            return [entry.event for entry in history]

    return asyncio.run(main())


def test_by_time_from_the_first_second_to_before_the_last(database_url: str) -> None:
    events: list[Event] = [given(number, ()) for number in range(5)]
    assert found(database_url, events, since=NOON + DAY, until=NOON + 3 * DAY) == events[2:0:-1]


def test_by_service(database_url: str) -> None:
    events: list[Event] = [given(number, (), f"c-{number % 2}") for number in range(5)]
    assert found(database_url, events, client_id="c-1") == [events[3], events[1]]


def test_by_what_concerned_no_service(database_url: str) -> None:
    own = Login(at=NOON + DAY, method="card", acr="high")
    assert found(database_url, [given(0, ()), own], client_id=NO_SERVICE) == [own]


@pytest.mark.parametrize(
    ("claim", "numbers"),
    [("name", [3, 0]), ("address", [2]), ("birthdate", [3]), ("given_name", [1]), ("email", [])],
)
def test_by_claim_in_any_language_verified_or_not(
    database_url: str, claim: str, numbers: list[int]
) -> None:
    events: list[Event] = [given(number, claims) for number, claims in enumerate(CLAIMS)]
    assert found(database_url, events, claim=claim) == [events[number] for number in numbers]


def test_by_claim_finds_no_other_word_of_an_entry(database_url: str) -> None:
    words: list[Event] = [replace(given(number, ()), purpose="address") for number in range(4)]
    said = Lookup(at=NOON, officer="o", purpose="dispute", reason='about "address" and .address#')
    wanted = given(9, ("address",))
    assert found(database_url, [*words, said, wanted], claim="address") == [wanted]


def test_all_at_once_page_by_page(database_url: str) -> None:
    events = [
        replace(
            given(number, ("address",) if number % 3 else (), f"c-{number % 2}"),
            purpose="address",
        )
        for number in range(60)
    ]
    expected = [event for event in events[10:50] if event.client_id == "c-1" and event.claims][::-1]

    async def main() -> None:
        async with open_log(database_url) as log:
            await kept(log, *events)
            wanted = Wanted(
                since=events[10].at, until=events[50].at, client_id="c-1", claim="address"
            )
            seen = await log.receipts.history("p-1", wanted, limit=4)
            while len(seen) < len(expected):
                page = await log.receipts.history(
                    "p-1", replace(wanted, before=seen[-1].id), limit=4
                )
                assert page
                seen += page
            assert [entry.event for entry in seen] == expected

    asyncio.run(main())


def test_a_service_searches_its_own(database_url: str) -> None:
    async def main() -> list[Event]:
        async with open_log(database_url) as log:
            await kept(log, given(0, ("address",)), given(1, ("address",), "other"))
            history = await log.receipts.history_of_client("tax-office", Wanted(claim="address"))
            return [entry.event for entry in history]

    assert asyncio.run(main()) == [given(0, ("address",))]


def test_the_services_of_a_history_are_named_once(database_url: str) -> None:
    async def main() -> list[str]:
        async with open_log(database_url) as log:
            await kept(log, *one_of_each_kind(), given(1, ()), given(2, (), "other"))
            return await log.receipts.services_of("p-1")

    assert sorted(asyncio.run(main())) == [NO_SERVICE, "other", "tax-office"]


def test_one_entry_is_for_whom_it_concerns_and_before_it_has_its_place(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            entry_id = await log.append(release())
            entry = await log.receipts.entry_for_person(entry_id, "p-1")
            assert (entry.event, entry.index) == (release(), None)
            for other, whose in ((entry_id, "p-2"), (EntryId(bytes(18)), "p-1")):
                with pytest.raises(EntryNotFoundError):
                    await log.receipts.entry_for_person(other, whose)

    asyncio.run(main())


def test_one_entry_is_checked_against_its_leaf(database_url: str) -> None:
    async def main() -> EntryId:
        async with open_log(database_url) as log:
            entry_id = await log.append(release())
            await log.append(release(NOON + 1))
            return entry_id

    entry_id = asyncio.run(main())
    other = "SELECT opening FROM ledger_entry ORDER BY id DESC LIMIT 1"
    fetch(database_url, f"UPDATE ledger_entry SET opening = ({other}) RETURNING id")

    async def again() -> None:
        async with open_log(database_url) as log:
            with pytest.raises(OpeningMismatchError):
                await log.receipts.entry_for_person(entry_id, "p-1")

    asyncio.run(again())


@pytest.mark.parametrize(
    "wanted",
    [Wanted(), Wanted(client_id="c"), Wanted(client_id=NO_SERVICE), Wanted(claim="address")],
)
def test_each_search_goes_by_the_index_of_the_person(sqlite_url: str, wanted: Wanted) -> None:
    statement = statement_of("person_id", wanted)
    plan = fetch(sqlite_url, f"EXPLAIN QUERY PLAN {_filled(statement.sqlite_sql)}")
    assert "USING INDEX ledger_entry_person_id (person_id=? AND id>? AND id<?)" in str(plan)


def _filled(sql: str) -> str:
    for place in range(6, 0, -1):
        sql = sql.replace(f"?{place}", "1")
    return sql


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("name", "name"),
        ("given_name#ar", "given_name"),
        ("verified_claims.address", "address"),
        ("verified_claims", "verified_claims"),
    ],
)
def test_a_claim_has_a_name_of_its_own(claim: str, name: str) -> None:
    assert own_name(claim) == name

"""What auditors count: by body and purpose, of days that are over, on both databases."""

import asyncio

from audit_office import (
    DAY,
    MORNING,
    AuditOffice,
    cells,
    fail,
    released,
    with_audit_office,
)
from thiqa.audit import Tallying
from thiqa.audit.models import ENOUGH_PERSONS, TRACE_BYTES, Cell, Tally
from thiqa.ledger.events import Login, Refusal

CELL = Cell(1, "release", "a", "p")
MANY = 30


def test_figures_are_by_body_purpose_and_kind(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record_crowd(MANY, released("a", "p"))
        await office.record_crowd(MANY, released("a", "q"), each=2)
        await office.record_crowd(MANY, released("b", "p"))
        await office.record_crowd(MANY, Refusal(at=MORNING, client_id="a", reason="denied"))
        await office.record_crowd(MANY, Login(at=MORNING, method="card", acr="high"))
        office.now = MORNING + 2 * DAY
        await office.count()
        figures = await office.figures()
        assert cells(figures) == {
            ("a", "p", "release"): MANY,
            ("a", "q", "release"): 2 * MANY,
            ("b", "p", "release"): MANY,
            ("a", "", "refusal"): MANY,
            ("", "", "login"): MANY,
        }
        assert figures.is_whole

    with_audit_office(database_url, test)


def test_days_are_summed_and_others_left_out(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        for day in range(4):
            await office.record_crowd(MANY + day, released("a", "p", at=MORNING + day * DAY))
        office.now = MORNING + 10 * DAY
        await office.count()
        found = await office.figures(MORNING // DAY + 1, 2)
        assert cells(found) == {("a", "p", "release"): 2 * MANY + 3}

    with_audit_office(database_url, test)


def test_a_day_that_is_not_over_is_not_shown(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record_crowd(MANY, released("a", "p"))
        for now in (MORNING, MORNING + DAY - 1, MORNING + DAY + 60):
            office.now = now
            await office.count()
            found = await office.figures()
            assert (found.rows, found.end_day) == ((), found.first_day)
        office.now = MORNING + DAY + 7_200
        await office.count()
        assert cells(await office.figures()) == {("a", "p", "release"): MANY}

    with_audit_office(database_url, test)


def test_a_day_of_which_an_entry_waits_for_its_place_is_not_shown(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record_crowd(MANY, released("a", "p"))
        await office.count()
        await office.record(released("a", "p", at=MORNING + 100))
        office.now = MORNING + 3 * DAY
        while await office.tallying.count():
            pass
        assert (await office.figures()).rows == ()
        await office.count()
        assert (await office.figures()).rows

    with_audit_office(database_url, test)


def test_each_entry_is_counted_once_by_however_many_processes(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record_crowd(MANY, released("a", "p"), each=5)
        await office.publish()
        office.now = MORNING + 2 * DAY
        others = [
            Tallying(office.database, lambda: office.now, report=fail, batch_entries=7)
            for _ in range(4)
        ]
        while sum(await asyncio.gather(*(other.count() for other in others))):
            pass
        assert cells(await office.figures()) == {("a", "p", "release"): 5 * MANY}

    with_audit_office(database_url, test)


def test_a_person_who_comes_often_is_one_person() -> None:
    tally = Tally(CELL)
    for _ in range(3):
        tally = tally.with_entries(9, [b"A" * TRACE_BYTES, b"B" * TRACE_BYTES])
    assert tally.entries == 27
    assert not tally.has_enough_persons
    assert len(tally.traces) == 2 * TRACE_BYTES


def test_of_enough_persons_nothing_is_kept() -> None:
    traces = [bytes([number] * TRACE_BYTES) for number in range(1, ENOUGH_PERSONS + 1)]
    tally = Tally(CELL).with_entries(1, traces[:-1])
    assert not tally.has_enough_persons
    tally = tally.with_entries(1, traces[-1:])
    assert tally.has_enough_persons
    assert set(tally.traces) == {0}
    assert tally.with_entries(1, [b"Z" * TRACE_BYTES]).traces == tally.traces

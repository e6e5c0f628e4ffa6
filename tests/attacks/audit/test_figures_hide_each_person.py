"""An auditor with all figures, the public log and patience learns of no small group."""

import random
from collections import Counter
from itertools import product

import pytest

from audit_office import (
    DAY,
    MORNING,
    AuditOffice,
    cells,
    released,
    with_audit_office,
)
from stored_log import fetch
from stored_log import leaves as public_leaves
from thiqa.audit.figures import MIN_HIDDEN_CELLS, without_small_cells
from thiqa.audit.models import ENOUGH_PERSONS, TRACE_BYTES, Cell, Tally
from thiqa.ledger.entry import parse_leaf

FEW = ENOUGH_PERSONS - 1


def tally(entries: int, persons: int, name: str = "a") -> Tally:
    traces = [bytes([number] * TRACE_BYTES) for number in range(1, persons + 1)]
    return Tally(Cell(0, "release", name, "p")).with_entries(entries, traces)


def test_a_figure_of_few_persons_is_shown_to_nobody(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record_crowd(FEW, released("small"), each=30)
        office.now = MORNING + 2 * DAY
        await office.count()
        found = await office.figures()
        assert (found.rows, found.is_whole) == ((), False)

    with_audit_office(database_url, test)


def test_what_is_hidden_does_not_come_out_by_subtraction(database_url: str) -> None:
    """The log says how many there were in all: one hidden figure would be the difference."""

    async def test(office: AuditOffice) -> None:
        await office.record_crowd(50, released("large"))
        await office.record_crowd(30, released("middle"))
        await office.record(released("small"))
        office.now = MORNING + 2 * DAY
        await office.count()
        shown = cells(await office.figures())
        assert shown == {("large", "tax-declaration", "release"): 50}

    with_audit_office(database_url, test)
    leaves = [parse_leaf(leaf) for leaf in public_leaves(database_url)]
    public = Counter((leaf.hour // 24, leaf.kind) for leaf in leaves)
    assert public[MORNING // DAY, "release"] - 50 == 31


def test_longer_times_do_not_tell_what_the_days_hide(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        first = MORNING // DAY
        for day, persons in enumerate((40, 3, 25)):
            await office.record_crowd(persons, released(at=MORNING + day * DAY))
        office.now = MORNING + 9 * DAY
        await office.count()
        whole = sum(cells(await office.figures(first, 3)).values())
        days = [sum(cells(await office.figures(first + day, 1)).values()) for day in range(3)]
        assert days == [40, 0, 25]
        assert whole == sum(days)

    with_audit_office(database_url, test)


def test_a_figure_never_changes_once_it_was_shown(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        seen = set()
        for step in range(0, 2 * DAY + 1, 6 * 3_600):
            office.now = MORNING + step
            if step < DAY:
                await office.record_crowd(12, released(at=office.now), each=1)
            await office.count()
            seen.add(tuple(sorted(cells(await office.figures()).items())))
        assert seen == {(), ((("tax-office", "tax-declaration", "release"), 48),)}

    with_audit_office(database_url, test)


@pytest.mark.parametrize("persons", list(product((1, FEW, 10, 40), repeat=4)))
def test_whatever_is_hidden_is_a_crowd_or_alone(persons: tuple[int, ...]) -> None:
    coin = random.Random(str(persons))  # noqa: S311  # the same choices in every run
    group = [
        tally(number * coin.randint(1, 3), number, f"c-{at}") for at, number in enumerate(persons)
    ]
    shown = without_small_cells(group)
    hidden = [each for each in group if each not in shown]
    assert all(each.has_enough_persons for each in shown)
    if hidden and shown:
        assert len(hidden) >= MIN_HIDDEN_CELLS
        assert sum(each.entries for each in hidden) >= ENOUGH_PERSONS
    if min(persons) >= ENOUGH_PERSONS:
        assert not hidden


def test_the_traces_of_two_cells_have_nothing_in_common(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        for client_id in ("a", "b"):
            await office.record_crowd(3, released(client_id))
        await office.count()

    with_audit_office(database_url, test)
    kept = [bytes(traces) for (traces,) in fetch(database_url, "SELECT traces FROM audit_tally")]
    assert [len(traces) for traces in kept] == [3 * TRACE_BYTES] * 2
    pieces = [{traces[at : at + TRACE_BYTES] for at in (0, 8, 16)} for traces in kept]
    assert not pieces[0] & pieces[1]

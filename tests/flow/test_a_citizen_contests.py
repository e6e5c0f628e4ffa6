"""A dispute from the history to its outcome, and what becomes of one that nobody decides."""

import asyncio
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from citizens import Citizen
from console_operators import new_operator, person_of
from console_owners import Owner, form_of, plain
from disputes import Contested, close_all, contest, newest_entry
from services import Service
from thiqa.disputes import State, due_after, raise_overdue
from thiqa.findings import Kind
from thiqa.ledger.events import Dispute as DisputeEvent
from thiqa.ledger.history import checked_entry
from thiqa.ledger.models import Wanted
from thiqa.officers import Role
from thiqa.storage import Transaction, open_database
from world import World

REASON = "The record shows another device in another town"


@pytest.fixture
def operator(shared_world: World) -> Iterator[Owner]:
    operator = new_operator(shared_world, "minor")
    person_id = person_of(shared_world, operator.citizen)
    yield operator
    close_all(shared_world)
    shared_world.run(lambda records: records.officers.remove(person_id, Role.OPERATOR))


def test_from_the_history_to_the_outcome(
    service: Service, citizen: Citizen, operator: Owner
) -> None:
    service.identify(citizen)
    entry = newest_entry(citizen)
    page = citizen.browser.get(f"/history/{entry}").text
    [way] = re.findall(r'href="(/disputes/new\?entry=[0-9a-f]+&amp;claim=not_me)"', page)
    asked = citizen.browser.get(way.replace("&amp;", "&")).text
    assert "Law No. 09-08, article 8" in plain(asked)
    fields = {**form_of(asked, "/disputes/new"), "statement": "I was abroad"}
    dispute = Contested(citizen, citizen.post("/disputes/new", fields).headers["location"])
    assert "Waits for a decision" in plain(citizen.browser.get(f"/history/{entry}").text)
    assert "The receipt of the entry is attached" in dispute.text
    case = f"/console/disputes/{dispute.id}"
    read = operator.press(case, case, reason="File 2026-114, as the citizen asked").text
    assert "c2sp.org/tlog-proof@v1" in read
    action = f"{case}/decide"
    form = {**form_of(read, action), "decision": "uphold", "reason": REASON}
    assert operator.citizen.post(action, form).status_code == 303
    assert "Upheld" in dispute.text
    assert REASON in dispute.text
    assert "Upheld" in plain(citizen.browser.get("/disputes").text)


def test_each_step_is_on_the_record(world: World) -> None:
    citizen = world.citizen()
    citizen.login()
    world.service.identify(citizen)
    dispute = contest(citizen, claim="not_allowed")
    dispute.take_back()

    async def unit(records: Transaction) -> list[DisputeEvent]:
        kept = await records.disputes.get(dispute.id)
        assert kept is not None
        entries = await records.ledger.list_of_person(kept.person_id, Wanted(), 100)
        events = [checked_entry(each).event for each in entries]
        return [each for each in events if isinstance(each, DisputeEvent)]

    taken_back, opened = world.run(unit)
    assert (opened.state, taken_back.state) == (State.OPENED, State.TAKEN_BACK)
    assert opened.client_id == world.service.client_id
    assert opened.dispute == taken_back.dispute == dispute.id
    assert opened.due_at == due_after(opened.at, ZoneInfo(world.settings.timezone))


def test_one_that_is_overdue_becomes_a_finding_and_stays_frozen(world: World) -> None:
    citizen = world.citizen()
    citizen.login()
    world.service.identify(citizen)
    dispute = contest(citizen)
    world.clock.advance(12 * 86_400)
    assert [raised(world), raised(world)] == [1, 0]
    [finding] = world.run(lambda records: records.findings.list_open(None, 10))
    assert (finding.kind, finding.key) == (Kind.DISPUTE_OVERDUE, dispute.id)
    citizen.login()
    assert "The time that the law gives is over" in dispute.text
    assert "You contest what this service did" in citizen.browser.get(world.service.pushed()).text


def raised(world: World) -> int:
    """Look for overdue disputes, as a worker does each minute; return how many were found."""

    async def look() -> int:
        async with open_database(world.settings.database) as database:
            return await raise_overdue(database, world.clock())

    return asyncio.run(look())

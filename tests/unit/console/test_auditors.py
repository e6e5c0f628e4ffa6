"""Auditors at the console: figures of whole days, and an entry opened by two."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from console_operators import person_of
from console_owners import Owner, form_of, new_owner
from services import Service
from thiqa.audit.models import ENOUGH_PERSONS, TRACE_BYTES, Cell, Tally
from thiqa.officers import Officer, Role
from thiqa.storage import Transaction
from world import Citizen, World

FIGURES, OPENINGS = "/console/figures", "/console/openings"
REASON = "Law 09-08, article 30: the file 114 of the commission is examined"
DAY = 86_400


def new_auditor(world: World, persona: str) -> Owner:
    auditor = new_owner(world, persona)
    officer = Officer(person_of(world, auditor.citizen), Role.AUDITOR, world.clock())
    world.run(lambda records: records.officers.add(officer))
    return auditor


def number_of_latest(citizen: Citizen) -> int:
    """Return the number in the log of what the citizen sees first."""
    found = re.search(r'href="(/receipts/[0-9a-f]+)"', citizen.browser.get("/history").text)
    assert found
    text = citizen.browser.get(f"{found[1]}/download").text
    index = re.search(r"^index ([0-9]+)$", text, re.MULTILINE)
    assert index
    return int(index[1])


def ask(auditor: Owner, number: object, reason: str = REASON) -> httpx.Response:
    return auditor.press(OPENINGS, OPENINGS, number=str(number), reason=reason)


def test_two_auditors_open_an_entry_and_the_citizen_reads_why(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    asker, approver = (new_auditor(shared_world, each) for each in ("minor", "no-first-name"))
    url = ask(asker, number_of_latest(citizen)).headers["location"]
    assert "Another auditor has to approve it." in asker.text(url)
    assert REASON in approver.text(OPENINGS)
    assert approver.press(url, url).status_code == httpx.codes.SEE_OTHER
    for auditor in (asker, approver):
        page = auditor.get(url).text
        assert "Details given" in page
        assert "c2sp.org/tlog-proof@v1" in page
    history = citizen.browser.get("/history").text
    assert "Two auditors opened an entry about you" in history
    found = re.search(r'href="(/history/[0-9a-f]+)"', history)
    assert found
    assert REASON in citizen.browser.get(found[1]).text


def test_the_asker_is_offered_no_button_and_may_not_press_it(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    asker, other = (new_auditor(shared_world, each) for each in ("minor", "no-first-name"))
    url = ask(asker, number_of_latest(citizen)).headers["location"]
    assert "<form" not in asker.get(url).text.partition("<main")[2].partition("</main>")[0]
    fields = form_of(other.get(url).text, url)
    refused = asker.citizen.post(url, fields)
    assert refused.status_code == httpx.codes.FORBIDDEN


def test_what_is_asked_wrongly_is_said(shared_world: World) -> None:
    auditor = new_auditor(shared_world, "minor")
    for number, reason, said in (
        (10**17, REASON, "The log has no entry of this number"),
        ("one", REASON, "The log has no entry of this number"),
        (0, "because", "Say it in a sentence"),
    ):
        response = ask(auditor, number, reason)
        assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert said in response.text


def test_the_pages_are_for_auditors(shared_world: World) -> None:
    owner = new_owner(shared_world, "very-long-name")
    for page in (FIGURES, OPENINGS, f"{OPENINGS}/x"):
        assert owner.get(page).status_code == httpx.codes.FORBIDDEN
    assert FIGURES not in owner.text("/console")
    assert FIGURES in new_auditor(shared_world, "minor").get("/console").text


def test_figures_name_bodies_and_purposes_and_leave_out_what_is_small(world: World) -> None:
    auditor = new_auditor(world, "minor")
    today = world.clock() // DAY
    enough = bytes(ENOUGH_PERSONS * TRACE_BYTES)
    cell = Cell(today, "release", world.service.client_id, "criminal-record")
    tallies = [
        Tally(cell, 4_711, enough),
        Tally(replace(cell, client_id="b"), 50, enough),
        Tally(replace(cell, client_id="tiny-service"), 3, b"x" * TRACE_BYTES),
    ]

    async def unit(records: Transaction) -> None:
        await records.audit.put_tallies(tallies)
        progress = await records.audit.get_progress()
        await records.audit.move_progress(progress, replace(progress, counted_to=(today + 2) * DAY))

    world.run(unit)
    page = auditor.get(f"{FIGURES}?month={month_of(today)}").text
    assert "4711" in page
    assert "tiny-service" not in page
    assert "Some figures of this month are not shown." in page


def month_of(day: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY, UTC):%Y-%m}"

"""A dispute is its citizen's alone: who opens it, whom it freezes, who takes it back."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from citizens import Citizen, answer_of
from console_operators import token_for
from console_owners import Owner
from disputes import contest, entries_of, newest_entry, press
from services import Service
from thiqa.disputes.closing import FRESH_SECONDS
from thiqa.disputes.contesting import MAX_DAILY_DISPUTES, MAX_OPEN_DISPUTES
from thiqa.storage import Transaction
from world import World


@pytest.fixture
def tokens(service: Service, citizen: Citizen) -> dict[str, Any]:
    citizen.login()
    return service.identify(citizen)


def works(service: Service, tokens: dict[str, Any]) -> bool:
    """Tell whether a service is told what it may know."""
    return service.userinfo(tokens["access_token"]).is_success


def another(world: World) -> Citizen:
    """Return another citizen, who is signed in."""
    stranger = world.citizen("no-first-name")
    stranger.login()
    return stranger


def test_nobody_contests_the_entry_of_another_citizen(
    shared_world: World, service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    entry, stranger = newest_entry(citizen), another(shared_world)
    assert stranger.browser.get(f"/disputes/new?entry={entry}").status_code == 404
    service.identify(stranger)
    answer = press(stranger, newest_entry(stranger), "not_me", entry=entry)
    assert answer.status_code == 404
    assert works(service, tokens)


def test_a_freeze_is_of_one_citizen_and_one_service(
    shared_world: World, service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    stranger, other = another(shared_world), shared_world.new_service()
    theirs, elsewhere = service.identify(stranger), other.identify(citizen)
    contest(citizen, newest_entry(citizen))
    assert not works(other, elsewhere)
    assert works(service, tokens)
    assert works(service, theirs)
    assert "code" in answer_of(citizen.travel(service.pushed()))


def test_who_is_not_signed_in_contests_nothing(
    shared_world: World, service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    entry, stranger = newest_entry(citizen), shared_world.citizen()
    page = f"/disputes/new?entry={entry}&claim=not_me"
    assert stranger.browser.get(page).headers["location"].startswith("/login?next=%2Fdisputes")
    fields = citizen.fields(page)
    assert stranger.post("/disputes/new", fields).headers["location"].startswith("/login")
    assert works(service, tokens)


def test_a_form_of_another_site_contests_nothing(
    service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    fields = citizen.fields(f"/disputes/new?entry={newest_entry(citizen)}&claim=not_me")
    for headers in ({"origin": "https://evil.example"}, {}):
        answer = citizen.browser.post("/disputes/new", data=fields, headers=headers)
        assert answer.status_code == 403
    assert citizen.post("/disputes/new", {**fields, "form_token": "x"}).status_code == 403
    assert works(service, tokens)


def test_a_form_that_is_sent_again_opens_nothing_more(
    service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    fields = citizen.fields(f"/disputes/new?entry={newest_entry(citizen)}&claim=not_allowed")
    first, opened = citizen.post("/disputes/new", fields), entries_of(citizen)
    second = citizen.post("/disputes/new", fields)
    assert first.headers["location"] == second.headers["location"]
    assert entries_of(citizen) == opened


@pytest.mark.parametrize("claim", ["", "not_mine", "upheld"])
def test_nothing_else_can_be_said_of_an_entry(
    service: Service, citizen: Citizen, tokens: dict[str, Any], claim: str
) -> None:
    answer = press(citizen, newest_entry(citizen), "not_allowed", claim=claim)
    assert answer.status_code == 409
    assert works(service, tokens)


def test_nobody_freezes_without_end(shared_world: World, citizen: Citizen) -> None:
    citizen.login()
    services = [shared_world.new_service() for _ in range(MAX_OPEN_DISPUTES + 1)]
    for each in services[:-1]:
        each.identify(citizen)
        contest(citizen)
    tokens = services[-1].identify(citizen)
    assert press(citizen, newest_entry(citizen), "not_allowed").status_code == 409
    assert works(services[-1], tokens)


def test_nobody_tells_a_service_without_end(
    service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    entry = newest_entry(citizen)
    for _ in range(MAX_DAILY_DISPUTES):
        contest(citizen, entry).take_back()
    assert press(citizen, entry, "not_allowed").status_code == 409
    assert works(service, tokens)


def test_each_dispute_freezes_for_itself(
    service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    first = newest_entry(citizen)
    service.identify(citizen)
    disputes = [contest(citizen, newest_entry(citizen)), contest(citizen, first)]
    disputes[0].take_back()
    assert not works(service, tokens)
    disputes[1].take_back()
    assert works(service, tokens)


def test_the_citizen_takes_it_back_and_all_goes_on(
    service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    dispute = contest(citizen)
    assert not works(service, tokens)
    assert dispute.take_back().status_code == 303
    assert works(service, tokens)
    assert "Taken back" in dispute.text


def test_nobody_takes_back_for_another_citizen(
    shared_world: World, service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    dispute, stranger = contest(citizen), another(shared_world)
    service.identify(stranger)
    own = contest(stranger)
    assert stranger.browser.get(dispute.url).status_code == 404
    action = f"{dispute.url}/take-back"
    assert stranger.post(action, stranger.fields(own.url)).status_code == 403
    token = token_for(Owner(shared_world, stranger), action)
    assert stranger.post(action, {"form_token": token}).status_code == 404
    assert not works(service, tokens)


def test_a_session_alone_takes_nothing_back(
    shared_world: World, service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    dispute = contest(citizen)
    fields = citizen.fields(dispute.url)
    make_stale(shared_world, citizen)
    answer = citizen.post(f"{dispute.url}/take-back", fields)
    assert answer.headers["location"] == f"/login?next=%2Fdisputes%2F{dispute.id}"
    assert "Use my card to take it back" in dispute.text
    assert not works(service, tokens)
    assert citizen.login(answer.headers["location"]) == dispute.url
    assert dispute.take_back().status_code == 303
    assert works(service, tokens)


def test_an_own_dispute_of_long_ago_is_not_contested_again(
    service: Service, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    contest(citizen)
    entry = newest_entry(citizen, "You contested an entry")
    page = citizen.browser.get(f"/disputes/new?entry={entry}&claim=not_me")
    assert page.status_code == httpx.codes.OK
    assert "<form" not in page.text.partition("<main")[2]


def make_stale(world: World, citizen: Citizen) -> None:
    """Let the card have been used long ago in a citizen's sessions."""

    async def unit(records: Transaction) -> None:
        person = await records.people.find_by_national_number(citizen.national_number)
        assert person is not None
        for session in await records.oidc.list_sessions(person.id, world.clock()):
            await records.oidc.end_session(session.id)
            stale = replace(session, auth_time=session.auth_time - FRESH_SECONDS - 60)
            await records.oidc.put_session(stale)

    world.run(unit)

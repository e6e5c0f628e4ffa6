"""A session ends by its own citizen's hand, and its page tells nothing that a header said."""

import re

import pytest

from citizens import Citizen
from services import Service
from thiqa.oidc.models import Session
from thiqa.storage import Transaction
from world import World

MARK = 'name="session" value="'


def is_signed_in(citizen: Citizen) -> bool:
    return citizen.browser.get("/history").status_code == 200


def own_sessions(citizen: Citizen) -> list[str]:
    """Return the names of the sessions on the page, this one first."""
    return re.findall(rf'{MARK}([^"]+)"', citizen.browser.get("/sessions").text)


def end(citizen: Citizen, **fields: str) -> int:
    token = citizen.fields("/sessions")["form_token"]
    return citizen.post("/sessions/end", {"form_token": token, **fields}).status_code


def test_a_citizen_sees_and_ends_another_browser_of_theirs(
    shared_world: World, citizen: Citizen
) -> None:
    other = shared_world.citizen()
    other.login()
    citizen.login()
    mine = own_sessions(citizen)
    there = own_sessions(other)[0]
    assert there in mine[1:]
    assert end(citizen, session=there) == 303
    assert not is_signed_in(other)
    assert is_signed_in(citizen)


def test_nobody_ends_the_session_of_another_citizen(shared_world: World, citizen: Citizen) -> None:
    citizen.login()
    [*_, mine] = own_sessions(citizen)[:1]
    attacker = shared_world.citizen("no-first-name")
    attacker.login()
    for fields in ({"session": mine}, {"session": mine, "which": "all "}, {"session": ""}):
        assert end(attacker, **fields) == 303
    end(attacker, which="others")
    assert is_signed_in(attacker)
    assert end(attacker, which="all") == 200
    assert is_signed_in(citizen)


def test_the_name_of_a_session_opens_nothing(shared_world: World, citizen: Citizen) -> None:
    citizen.login()
    name = own_sessions(citizen)[0]
    assert name != citizen.session
    browser = shared_world.citizen().browser
    assert browser.get("/history", headers={"cookie": f"session={name}"}).status_code == 303


def test_ending_all_others_spares_this_one(shared_world: World, citizen: Citizen) -> None:
    others = [shared_world.citizen() for _ in range(2)]
    for each in (*others, citizen):
        each.login()
    assert end(citizen, which="others") == 303
    assert [is_signed_in(each) for each in (*others, citizen)] == [False, False, True]
    assert len(own_sessions(citizen)) == 1


def test_ending_all_spares_none(shared_world: World, citizen: Citizen) -> None:
    other = shared_world.citizen()
    other.login()
    citizen.login()
    secret = citizen.session
    assert end(citizen, which="all") == 200
    assert citizen.session is None
    citizen.browser.cookies.set("session", secret or "", domain="localhost.local", path="/")
    assert not is_signed_in(citizen)
    assert not is_signed_in(other)


def test_ending_this_one_signs_out_here(citizen: Citizen) -> None:
    citizen.login()
    assert end(citizen, session=own_sessions(citizen)[0]) == 200
    assert citizen.session is None


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("<script>alert(1)</script>", "Another browser"),
        ("Firefox/1 <img src=x onerror=alert(1)>" + "secret" * 1000, "Firefox"),
        ("", "Another browser"),
    ],
)
def test_of_a_header_only_the_family_is_kept(
    shared_world: World, service: Service, citizen: Citizen, header: str, shown: str
) -> None:
    citizen.browser.headers["user-agent"] = header
    service.identify(citizen)
    page = citizen.browser.get("/sessions").text
    assert shown in page
    assert "alert(1)" not in page
    assert "Trial service" in page
    for session in stored(shared_world, citizen):
        assert re.fullmatch(r"[a-z]+/[a-z]+", session.device)


def stored(world: World, citizen: Citizen) -> list[Session]:
    """Return the citizen's sessions as the database has them."""

    async def unit(records: Transaction) -> list[Session]:
        person = await records.people.find_by_national_number(citizen.national_number)
        assert person is not None
        return await records.oidc.list_sessions(person.id, 0)

    sessions: list[Session] = world.run(unit)
    assert sessions
    return sessions

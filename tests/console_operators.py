"""Operators at the console, and services that are ready for them."""

from dataclasses import replace

from citizens import Citizen
from console_owners import Owner, new_owner
from thiqa.base import digest
from thiqa.console.models import SelfTest, TestState
from thiqa.crypto import KeyDirectory
from thiqa.officers import Officer, Role
from thiqa.people.pairwise import pairwise_subject
from thiqa.storage import Transaction
from thiqa.web import new_form_token
from world import World

OPERATORS = ("birth-year-only", "minor", "no-first-name")


def person_of(world: World, citizen: Citizen) -> str:
    """Return whose session a browser has."""

    async def unit(records: Transaction) -> str:
        session = await records.oidc.get_session(digest(citizen.session or ""), world.clock())
        assert session is not None
        return session.person_id

    found: str = world.run(unit)
    return found


def new_operator(world: World, persona: str) -> Owner:
    """Return a citizen who has signed in and is an operator."""
    operator = new_owner(world, persona)
    officer = Officer(person_of(world, operator.citizen), Role.OPERATOR, world.clock())
    world.run(lambda records: records.officers.add(officer))
    return operator


def dismiss(world: World, operator: Owner) -> None:
    """Take the role from an operator."""
    person_id = person_of(world, operator.citizen)
    world.run(lambda records: records.officers.remove(person_id, Role.OPERATOR))


def pass_self_test(
    world: World, client_id: str, *, ago: int = 0, state: TestState = TestState.PASSED
) -> None:
    """Keep a self-test of the present registration, as a run would."""

    async def unit(records: Transaction) -> None:
        service = await records.console.get_service(client_id)
        assert service is not None
        at = world.clock() - ago
        test = SelfTest(
            f"{client_id}-{service.fingerprint}-{at}-{state}",
            client_id,
            service.fingerprint,
            TestState.RUNNING,
            at,
            at,
        )
        assert await records.console.begin_self_test(test)
        assert await records.console.note_self_test(replace(test, state=state))

    world.run(unit)


def submitted(owner: Owner, **changes: str) -> str:
    """Bring a service so far that it waits for operators."""
    client_id = owner.in_sandbox(**changes)
    pass_self_test(owner.world, client_id, ago=50)
    submit(owner, client_id)
    return client_id


def submit(owner: Owner, client_id: str) -> None:
    """Ask for approval."""
    page = f"/console/services/{client_id}"
    response = owner.press(page, f"{page}/submit")
    assert response.status_code == 303, response.text


def decide(operator: Owner, client_id: str, decision: str = "approve", reason: str = "") -> int:
    """Decide as an operator; return the status of the answer."""
    page = f"/console/approvals/{client_id}"
    response = operator.press(page, page, decision=decision, reason=reason)
    return response.status_code


def owners_of(world: World, client_id: str) -> set[str]:
    """Return the persons who own a service."""

    async def unit(records: Transaction) -> set[str]:
        return {each.person_id for each in await records.console.list_owners(client_id)}

    found: set[str] = world.run(unit)
    return found


def code_of(owner: Owner) -> str:
    """Return the code by which the pages call a person."""
    secret = KeyDirectory(owner.world.settings.keys).secret("pairwise")
    return pairwise_subject(secret, "console", person_of(owner.world, owner.citizen))[:8]


def remove(owner: Owner, client_id: str, other: Owner) -> int:
    """Remove an owner with the form of the page; return the status of the answer."""
    page = f"/console/services/{client_id}/owners"
    return owner.press(page, f"{page}/remove", owner=code_of(other)).status_code


def token_for(owner: Owner, path: str) -> str:
    """Return a form token of a browser for an address, wherever its form may be."""
    key = KeyDirectory(owner.world.settings.keys).secret("form")
    return new_form_token(key, owner.citizen.browser.cookies["browser"], path)

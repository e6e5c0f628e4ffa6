"""A finding says what is wrong with the record or with a service: not for everybody."""

import httpx
import pytest

from console_operators import token_for
from console_owners import new_owner
from thiqa.findings import Finding, Kind, State, new_finding, raise_finding
from world import World


def raised(world: World, kind: Kind, key: str, client_id: str | None = None) -> str:
    finding = new_finding(kind, key, now=world.clock(), detail="x", client_id=client_id)
    world.run(lambda records: raise_finding(records, finding))
    return finding.id


def kept(world: World, finding_id: str) -> Finding:
    found: Finding = world.run(lambda records: records.findings.get(finding_id))
    return found


@pytest.mark.parametrize("kind", [Kind.DAMAGED_RECORD, Kind.HELD_BY_US_ONLY])
def test_an_owner_of_another_service_finds_nothing(shared_world: World, kind: Kind) -> None:
    owner, other = new_owner(shared_world, "adult"), new_owner(shared_world, "very-long-name")
    other.begin()
    about = owner.begin() if kind is Kind.HELD_BY_US_ONLY else None
    finding_id = raised(shared_world, kind, f"attack-{kind}", about)
    page = f"/console/findings/{finding_id}"
    assert finding_id not in other.get("/console/findings").text
    assert other.get(page).status_code == httpx.codes.NOT_FOUND
    for act in ("take", "close"):
        fields = {"form_token": token_for(other, f"{page}/{act}"), "seen": "", "answer": "y" * 20}
        answer = other.citizen.post(f"{page}/{act}", fields)
        assert answer.status_code == httpx.codes.NOT_FOUND
    assert kept(shared_world, finding_id).state is State.OPEN


def test_a_service_does_not_answer_for_the_operators(shared_world: World) -> None:
    owner = new_owner(shared_world, "adult")
    finding_id = raised(
        shared_world, Kind.HELD_BY_SERVICE_ONLY, "attack-ours", client_id=owner.begin()
    )
    page = f"/console/findings/{finding_id}"
    assert f"{page}/take" not in owner.get(page).text
    fields = {"form_token": token_for(owner, f"{page}/take"), "seen": ""}
    assert owner.citizen.post(f"{page}/take", fields).status_code == httpx.codes.CONFLICT
    assert kept(shared_world, finding_id).state is State.OPEN


def test_without_a_session_there_is_a_login_and_nothing_else(shared_world: World) -> None:
    finding_id = raised(shared_world, Kind.LOG_FORK, "attack-nobody")
    answer = shared_world.citizen().browser.get(f"/console/findings/{finding_id}")
    assert answer.status_code == httpx.codes.SEE_OTHER
    assert answer.headers["location"].startswith("/login")

"""A case is read and decided by an operator whom it does not concern, in the citizen's sight."""

from collections.abc import Iterator
from typing import Any

import pytest

from citizens import Citizen
from console_operators import new_operator, person_of, token_for
from console_owners import Owner, form_of, new_owner, plain
from disputes import Contested, contest, newest_entry
from services import Service, refusal, token_refusal
from thiqa.console.models import Owner as ServiceOwner
from thiqa.officers import Role
from thiqa.storage import Transaction
from world import World

REASON = "File 2026-114, as the citizen asked"
LASTING = {"scope": "openid offline_access", "prompt": "consent"}
LOOKUP = "An officer read what we hold about you"


@pytest.fixture
def service(shared_world: World) -> Service:
    grants = ["authorization_code", "refresh_token"]
    return shared_world.new_service(changes={"grant_types": grants})


@pytest.fixture
def tokens(service: Service, citizen: Citizen) -> dict[str, Any]:
    citizen.login()
    return service.identify(citizen, **LASTING)


@pytest.fixture
def dispute(tokens: dict[str, Any], citizen: Citizen) -> Contested:
    return contest(citizen, statement="I was abroad on that day")


@pytest.fixture
def operator(shared_world: World) -> Iterator[Owner]:
    """An operator who is not the citizen, for this test alone."""
    operator = new_operator(shared_world, "minor")
    person_id = person_of(shared_world, operator.citizen)
    yield operator
    shared_world.run(lambda records: records.officers.remove(person_id, Role.OPERATOR))


def page_of(dispute: Contested) -> str:
    return f"/console/disputes/{dispute.id}"


def read(operator: Owner, dispute: Contested, reason: str = REASON) -> Any:
    """Read a case, with the form of the page before it."""
    page = page_of(dispute)
    return operator.press(page, page, reason=reason)


def decide(operator: Owner, dispute: Contested, decision: str, reason: str = REASON) -> int:
    """Read a case and decide it with the form that is there."""
    action = f"{page_of(dispute)}/decide"
    form = form_of(read(operator, dispute).text, action)
    fields = {**form, "decision": decision, "reason": reason}
    return operator.citizen.post(action, fields).status_code


def looked_up(citizen: Citizen) -> bool:
    return LOOKUP in citizen.browser.get("/history").text.partition("You contested an entry")[0]


def test_a_list_shows_no_citizen_and_is_no_lookup(
    operator: Owner, citizen: Citizen, dispute: Contested
) -> None:
    for page in ("/console/disputes", page_of(dispute)):
        assert "I was abroad" not in operator.text(page)
    assert not looked_up(citizen)


def test_what_is_read_is_on_the_record(
    operator: Owner, citizen: Citizen, dispute: Contested
) -> None:
    assert "I was abroad on that day" in plain(read(operator, dispute).text)
    assert looked_up(citizen)
    entry = plain(citizen.browser.get(f"/history/{newest_entry(citizen, LOOKUP)}").text)
    assert "To decide a dispute of yours" in entry
    assert REASON in entry


@pytest.mark.parametrize("reason", ["", "because", "About AB123456, who asked for it"])
def test_nothing_is_read_without_a_reason(
    operator: Owner, citizen: Citizen, dispute: Contested, reason: str
) -> None:
    answer = read(operator, dispute, reason)
    assert answer.status_code == 422
    assert "I was abroad" not in answer.text
    assert not looked_up(citizen)


def test_who_is_no_operator_reads_and_decides_nothing(
    shared_world: World, citizen: Citizen, dispute: Contested
) -> None:
    stranger = new_owner(shared_world, "no-first-name")
    page = page_of(dispute)
    for path in (page, f"{page}/decide"):
        fields = {"form_token": token_for(stranger, path), "reason": REASON, "decision": "reject"}
        assert stranger.citizen.post(path, fields).status_code == 403
    assert stranger.get("/console/disputes").status_code == 403
    assert not looked_up(citizen)
    assert "Waits for a decision" in dispute.text


def test_nobody_decides_their_own_case(
    shared_world: World, operator: Owner, service: Service
) -> None:
    service.identify(operator.citizen)
    own = contest(operator.citizen)
    assert read(operator, own).status_code == 403
    path = f"{page_of(own)}/decide"
    fields = {"form_token": token_for(operator, path), "reason": REASON, "decision": "uphold"}
    assert operator.citizen.post(path, fields).status_code == 403


def test_an_owner_of_the_service_does_not_decide(
    shared_world: World, operator: Owner, service: Service, dispute: Contested
) -> None:
    person_id = person_of(shared_world, operator.citizen)

    async def unit(records: Transaction) -> None:
        await records.console.put_owner(ServiceOwner(service.client_id, person_id, "", 0))

    shared_world.run(unit)
    assert read(operator, dispute).status_code == 403


def test_an_officer_whom_the_entry_names_does_not_decide(
    operator: Owner, citizen: Citizen, dispute: Contested
) -> None:
    read(operator, dispute)
    own = contest(citizen, newest_entry(citizen, LOOKUP))
    assert read(operator, own).status_code == 403


@pytest.mark.parametrize(("decision", "said"), [("uphold", "Upheld"), ("reject", "Rejected")])
def test_a_decision_ends_the_access_for_good(
    operator: Owner,
    service: Service,
    citizen: Citizen,
    tokens: dict[str, Any],
    dispute: Contested,
    decision: str,
    said: str,
) -> None:
    assert decide(operator, dispute, decision) == 303
    assert said in dispute.text
    assert REASON in dispute.text
    assert token_refusal(service.userinfo(tokens["access_token"])) == (401, "invalid_token")
    assert refusal(service.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    assert service.identify(citizen, prompt="consent")["access_token"]


@pytest.mark.parametrize(("decision", "reason", "status"), [("uphold", "", 422), ("", REASON, 400)])
def test_no_decision_without_a_reason(
    operator: Owner, dispute: Contested, decision: str, reason: str, status: int
) -> None:
    assert decide(operator, dispute, decision, reason) == status
    assert "Waits for a decision" in dispute.text


def test_a_case_is_decided_once(operator: Owner, dispute: Contested) -> None:
    assert decide(operator, dispute, "reject") == 303
    path = f"{page_of(dispute)}/decide"
    fields = {"form_token": token_for(operator, path), "reason": REASON, "decision": "uphold"}
    assert operator.citizen.post(path, fields).status_code == 409
    assert "Rejected" in dispute.text


def test_what_was_taken_back_is_not_decided(operator: Owner, dispute: Contested) -> None:
    assert dispute.take_back().status_code == 303
    path = f"{page_of(dispute)}/decide"
    fields = {"form_token": token_for(operator, path), "reason": REASON, "decision": "uphold"}
    assert operator.citizen.post(path, fields).status_code == 409
    assert "Taken back" in dispute.text


def test_what_was_decided_is_not_contested_again(
    operator: Owner, citizen: Citizen, tokens: dict[str, Any]
) -> None:
    entry = newest_entry(citizen)
    dispute = contest(citizen, entry)
    decide(operator, dispute, "reject")
    again = citizen.browser.get(f"/disputes/new?entry={entry}&claim=not_allowed")
    assert again.headers["location"] == dispute.url
    path = "/disputes/new"
    token = token_for(Owner(operator.world, citizen), path)
    fields = {"entry": entry, "claim": "not_allowed", "form_token": token}
    assert citizen.post(path, fields).headers["location"] == dispute.url

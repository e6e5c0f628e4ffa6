"""The service that a dispute concerns is told and answers; no other service learns of it."""

from typing import Any

import pytest

from citizens import Citizen
from console_operators import person_of, token_for
from console_owners import Owner, new_owner
from disputes import Contested, contest
from services import Service
from thiqa.console.models import Owner as ServiceOwner
from thiqa.console.models import Service as Kept
from thiqa.console.registration import document_of, fingerprint_of
from thiqa.storage import Transaction
from world import World

ANSWER = "The file was opened by mistake, and is closed"


def own(world: World, owner: Owner, service: Service) -> None:
    """Make somebody the owner of a service that is live."""
    person_id = person_of(world, owner.citizen)

    async def unit(records: Transaction) -> None:
        client = await records.oidc.get_client(service.client_id)
        assert client is not None
        document = document_of(client)
        await records.console.add_service(
            Kept(client.id, document, fingerprint_of(document), world.clock())
        )
        await records.console.put_owner(ServiceOwner(client.id, person_id, "", world.clock()))

    world.run(unit)


@pytest.fixture
def owner(shared_world: World, service: Service) -> Owner:
    owner = new_owner(shared_world, "very-long-name")
    own(shared_world, owner, service)
    return owner


@pytest.fixture
def tokens(service: Service, citizen: Citizen) -> dict[str, Any]:
    citizen.login()
    return service.identify(citizen)


@pytest.fixture
def dispute(tokens: dict[str, Any], citizen: Citizen) -> Contested:
    return contest(citizen, statement="I was abroad on that day")


def page_of(service: Service) -> str:
    return f"/console/services/{service.client_id}/disputes"


def answer(owner: Owner, service: Service, dispute: Contested, words: str = ANSWER) -> int:
    page = page_of(service)
    return owner.press(page, f"{page}/{dispute.id}/answer", answer=words).status_code


def test_its_owners_see_the_citizen_as_they_know_them(
    shared_world: World, owner: Owner, service: Service, citizen: Citizen
) -> None:
    citizen.login()
    tokens = service.identify(citizen)
    subject = service.userinfo(tokens["access_token"]).json()["sub"]
    contest(citizen, statement="I was abroad on that day")
    said = owner.text(page_of(service))
    assert subject in said
    assert "I was abroad on that day" in said
    assert citizen.national_number not in said
    assert "A citizen contests" in owner.text(f"/console/services/{service.client_id}")


def test_the_evidence_is_a_receipt_of_the_entry(
    owner: Owner, service: Service, dispute: Contested
) -> None:
    text = owner.get(f"{page_of(service)}/{dispute.id}/receipt").text
    assert text.startswith("c2sp.org/tlog-proof@v1")


def test_the_citizen_reads_the_answer_once_given(
    owner: Owner, service: Service, dispute: Contested
) -> None:
    assert answer(owner, service, dispute, "no") == 422
    assert answer(owner, service, dispute) == 303
    assert ANSWER in dispute.text
    path = f"{page_of(service)}/{dispute.id}/answer"
    fields = {"form_token": token_for(owner, path), "answer": "Something else altogether"}
    assert owner.citizen.post(path, fields).status_code == 409
    assert ANSWER in dispute.text


def test_another_service_sees_and_answers_nothing(
    shared_world: World, owner: Owner, service: Service, dispute: Contested
) -> None:
    other, neighbour = shared_world.new_service(), new_owner(shared_world, "birth-year-only")
    own(shared_world, neighbour, other)
    assert "I was abroad" not in neighbour.text(page_of(other))
    for ours in (service, other):
        path = f"{page_of(ours)}/{dispute.id}"
        assert neighbour.get(f"{path}/receipt").status_code == 404
        fields = {"form_token": token_for(neighbour, f"{path}/answer"), "answer": ANSWER}
        assert neighbour.citizen.post(f"{path}/answer", fields).status_code == 404
    assert ANSWER not in dispute.text


def test_what_has_ended_is_not_answered(owner: Owner, service: Service, dispute: Contested) -> None:
    dispute.take_back()
    path = f"{page_of(service)}/{dispute.id}/answer"
    fields = {"form_token": token_for(owner, path), "answer": ANSWER}
    assert owner.citizen.post(path, fields).status_code == 409

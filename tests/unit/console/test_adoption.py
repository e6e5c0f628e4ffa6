"""Services that a command registered, and services that an operator retired."""

from dataclasses import replace

from console_operators import decide, new_operator, submitted
from console_owners import new_owner, registered
from thiqa.console.adoption import invite_first_owner
from thiqa.oidc.models import Stage
from world import World


def test_a_registered_service_gets_its_first_owner(shared_world: World) -> None:
    service, now = shared_world.new_service(), shared_world.clock()
    code = shared_world.run(lambda records: invite_first_owner(records, service.client_id, now))
    owner, path = new_owner(shared_world), f"/console/invitations/{code}"
    assert owner.accept(path).status_code == 303
    assert service.client_id in owner.text("/console")
    page = f"/console/services/{service.client_id}"
    assert "Production" in owner.text(page)
    assert "new version" not in owner.text(page)
    edit = f"{page}/edit"
    assert owner.press(edit, edit, **{"name.en": "Another"}).status_code == 303
    assert registered(shared_world, service.client_id).name["en"] == "Trial service"


def test_a_retired_service_is_not_brought_back_by_its_owners(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    retire(shared_world, client_id)
    page = f"/console/services/{client_id}"
    assert "has retired this service" in owner.text(page)
    edit = f"{page}/edit"
    owner.press(edit, edit, **{"name.en": "Another"})
    client = registered(shared_world, client_id)
    assert client.name["en"] == "Another"
    assert client.retired_at is not None


def test_a_retired_service_stays_so_when_it_is_approved(shared_world: World) -> None:
    first = new_operator(shared_world, "birth-year-only")
    second = new_operator(shared_world, "minor")
    client_id = submitted(new_owner(shared_world))
    retire(shared_world, client_id)
    for operator in (first, second):
        assert decide(operator, client_id) == 303
    client = registered(shared_world, client_id)
    assert client.stage is Stage.PRODUCTION
    assert client.retired_at is not None


def retire(world: World, client_id: str) -> None:
    client = replace(registered(world, client_id), retired_at=world.clock())
    world.run(lambda records: records.oidc.put_client(client))

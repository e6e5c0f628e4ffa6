"""Into production by two operators: never by one twice, by an owner, or by whoever is none."""

import threading

import pytest

from console_operators import (
    decide,
    dismiss,
    new_operator,
    pass_self_test,
    person_of,
    remove,
    submitted,
    token_for,
)
from console_owners import Owner, form_of, new_owner, registered
from thiqa.console.approvals import LOG_PAGE
from thiqa.console.models import Act, TestState
from thiqa.console.services import note
from thiqa.officers import Officer, Role
from thiqa.oidc.models import Stage
from thiqa.storage import Transaction
from world import World


@pytest.fixture
def operators(shared_world: World) -> tuple[Owner, Owner]:
    """Two persons who approve services."""
    return new_operator(shared_world, "birth-year-only"), new_operator(shared_world, "minor")


def is_live(world: World, client_id: str) -> bool:
    client = registered(world, client_id)
    return client is not None and client.stage is Stage.PRODUCTION


def post_decision(person: Owner, client_id: str) -> int:
    """Send the form of an approval with a token of one's own, whatever the page shows."""
    path = f"/console/approvals/{client_id}"
    service = person.world.run(lambda records: records.console.get_service(client_id))
    fields = {
        "form_token": token_for(person, path),
        "seen": service.fingerprint,
        "decision": "approve",
    }
    return person.citizen.post(path, fields).status_code


def test_one_operator_twice(shared_world: World, operators: tuple[Owner, Owner]) -> None:
    client_id = submitted(new_owner(shared_world))
    first, _ = operators
    assert decide(first, client_id) == 303
    assert post_decision(first, client_id) == 409
    assert not is_live(shared_world, client_id)


def test_one_operator_in_two_browsers_at_once(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    client_id = submitted(new_owner(shared_world))
    again = new_operator(shared_world, "birth-year-only")
    page = f"/console/approvals/{client_id}"
    forms = [
        (each, {**form_of(each.get(page).text, page), "decision": "approve"})
        for each in (operators[0], again)
    ]
    threads = [
        threading.Thread(target=each.citizen.post, args=(page, fields)) for each, fields in forms
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not is_live(shared_world, client_id)


def test_two_operators_at_once_make_it_live(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    client_id = submitted(new_owner(shared_world))
    page = f"/console/approvals/{client_id}"
    forms = [
        (each, {**form_of(each.get(page).text, page), "decision": "approve"}) for each in operators
    ]
    threads = [
        threading.Thread(target=each.citizen.post, args=(page, fields)) for each, fields in forms
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert is_live(shared_world, client_id)


def test_an_owner_who_is_an_operator(shared_world: World, operators: tuple[Owner, Owner]) -> None:
    owner = new_owner(shared_world)
    person_id = person_of(shared_world, owner.citizen)
    officer = Officer(person_id, Role.OPERATOR, shared_world.clock())
    shared_world.run(lambda records: records.officers.add(officer))
    try:
        client_id = submitted(owner)
        assert decide(operators[0], client_id) == 303
        assert post_decision(owner, client_id) == 409
        assert not is_live(shared_world, client_id)
    finally:
        dismiss(shared_world, owner)


def test_an_owner_who_left_before_deciding(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    owner, first = new_owner(shared_world), operators[0]
    client_id = owner.in_sandbox()
    first.accept(owner.invitation(client_id))
    remove(first, client_id, first)
    pass_self_test(shared_world, client_id)
    page = f"/console/services/{client_id}"
    owner.press(page, f"{page}/submit")
    assert post_decision(first, client_id) == 409


def test_an_owner_who_left_and_whose_work_is_buried_in_the_log(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    owner, first = new_owner(shared_world), operators[0]
    client_id = owner.in_sandbox()
    first.accept(owner.invitation(client_id))
    remove(first, client_id, first)
    others, now = person_of(shared_world, owner.citizen), shared_world.clock()

    async def bury(records: Transaction) -> None:
        for _ in range(LOG_PAGE + 1):
            await note(records, client_id, others, Act.CHANGED, now)

    shared_world.run(bury)
    pass_self_test(shared_world, client_id)
    page = f"/console/services/{client_id}"
    owner.press(page, f"{page}/submit")
    assert post_decision(first, client_id) == 409


def test_an_operator_who_becomes_an_owner_after_approving(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    first, second = operators
    assert decide(first, client_id) == 303
    first.accept(owner.invitation(client_id))
    assert decide(second, client_id) == 303
    assert not is_live(shared_world, client_id)


def test_an_operator_who_was_dismissed_after_approving(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    client_id = submitted(new_owner(shared_world))
    first, second = operators
    assert decide(first, client_id) == 303
    dismiss(shared_world, first)
    assert decide(second, client_id) == 303
    assert not is_live(shared_world, client_id)


def test_whoever_is_no_operator(shared_world: World) -> None:
    client_id = submitted(new_owner(shared_world))
    assert post_decision(new_owner(shared_world), client_id) == 403


def test_another_registration_than_the_one_that_was_looked_at(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    first, _ = operators
    page = f"/console/approvals/{client_id}"
    looked_at = {**form_of(first.get(page).text, page), "decision": "approve"}
    edit = f"/console/services/{client_id}/edit"
    owner.press(edit, edit, **{"name.en": "Another"})
    pass_self_test(shared_world, client_id)
    service = f"/console/services/{client_id}"
    owner.press(service, f"{service}/submit")
    assert first.citizen.post(page, looked_at).status_code == 409


def test_an_approval_is_of_one_registration_alone(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    first, second = operators
    assert decide(first, client_id) == 303
    edit = f"/console/services/{client_id}/edit"
    owner.press(edit, edit, **{"name.en": "Another"})
    pass_self_test(shared_world, client_id)
    service = f"/console/services/{client_id}"
    owner.press(service, f"{service}/submit")
    assert decide(second, client_id) == 303
    assert not is_live(shared_world, client_id)


def test_a_self_test_that_failed_in_the_meantime(
    shared_world: World, operators: tuple[Owner, Owner]
) -> None:
    from_test = new_owner(shared_world)
    client_id = submitted(from_test)
    first, second = operators
    assert decide(first, client_id) == 303
    fail_self_test(shared_world, client_id)
    assert post_decision(second, client_id) == 409
    assert not is_live(shared_world, client_id)


def fail_self_test(world: World, client_id: str) -> None:
    pass_self_test(world, client_id, state=TestState.FAILED)


def test_a_self_test_of_another_registration_opens_no_gate(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    pass_self_test(shared_world, client_id)
    edit = f"/console/services/{client_id}/edit"
    owner.press(edit, edit, **{"name.en": "Another"})
    path = f"/console/services/{client_id}/submit"
    service = shared_world.run(lambda records: records.console.get_service(client_id))
    fields = {"form_token": token_for(owner, path), "seen": service.fingerprint}
    assert owner.citizen.post(path, fields).status_code == 409
    assert client_id not in str(shared_world.run(lambda records: records.console.list_submitted()))

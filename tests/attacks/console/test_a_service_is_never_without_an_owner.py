"""The last owner cannot leave, be removed, or be raced away."""

import threading

from console_operators import code_of, owners_of, person_of, remove
from console_owners import form_of, new_owner, plain
from world import World


def test_the_last_owner_stays(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    page = f"/console/services/{client_id}/owners"
    response = owner.press(page, f"{page}/remove", owner=code_of(owner))
    assert response.status_code == 409
    assert "always has an owner" in plain(response.text)
    assert client_id in owner.text("/console")


def test_an_owner_leaves_once_there_is_another(shared_world: World) -> None:
    owner, second = new_owner(shared_world), new_owner(shared_world)
    client_id = owner.begin()
    second.accept(owner.invitation(client_id))
    assert remove(owner, client_id, owner) == 303
    assert owner.get(f"/console/services/{client_id}").status_code == 404
    assert owners_of(shared_world, client_id) == {person_of(shared_world, second.citizen)}


def test_two_who_leave_at_once_leave_one(shared_world: World) -> None:
    owner, second = new_owner(shared_world), new_owner(shared_world)
    client_id = owner.begin()
    second.accept(owner.invitation(client_id))
    page = f"/console/services/{client_id}/owners"
    action = f"{page}/remove"
    leaving = [
        (each, {**form_of(each.get(page).text, action), "owner": code_of(each)})
        for each in (owner, second)
    ]
    threads = [
        threading.Thread(target=each.citizen.post, args=(action, form)) for each, form in leaving
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(owners_of(shared_world, client_id)) == 1

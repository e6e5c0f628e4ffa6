"""An invitation makes one owner, within a week, and nobody can guess one or make it last."""

import threading

from console_operators import owners_of, person_of, remove
from console_owners import Owner, form_of, new_owner
from thiqa.base import new_secret
from thiqa.console.owners import INVITATION_SECONDS
from thiqa.storage import Transaction
from world import World


def test_it_hands_a_service_over(shared_world: World) -> None:
    owner, invited = new_owner(shared_world), new_owner(shared_world)
    client_id = owner.begin()
    path = owner.invitation(client_id, "Karima")
    assert invited.accept(path).status_code == 303
    assert client_id in invited.text("/console")
    assert "Karima" in owner.text(f"/console/services/{client_id}/log")


def test_used_twice(shared_world: World) -> None:
    owner, first, second = (new_owner(shared_world) for _ in range(3))
    client_id = owner.begin()
    path = owner.invitation(client_id)
    assert first.accept(path).status_code == 303
    assert second.get(path).status_code == 404
    assert person_of(shared_world, second.citizen) not in owners_of(shared_world, client_id)


def test_used_by_two_at_once(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    path = owner.invitation(client_id)
    both = [new_owner(shared_world), new_owner(shared_world)]
    forms = [form_of(each.get(path).text, path) for each in both]
    statuses: list[int] = []

    def accept(invited: Owner, fields: dict[str, str]) -> None:
        statuses.append(invited.citizen.post(path, fields).status_code)

    threads = [threading.Thread(target=accept, args=pair) for pair in zip(both, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 404]
    assert len(owners_of(shared_world, client_id)) == 2


def test_expired(world: World) -> None:
    owner = new_owner(world)
    client_id = owner.begin()
    path = owner.invitation(client_id)
    world.clock.advance(INVITATION_SECONDS)
    invited = new_owner(world)
    assert invited.get(path).status_code == 404
    world.clock.advance(-INVITATION_SECONDS)


def test_guessed(shared_world: World) -> None:
    guesser = new_owner(shared_world)
    for code in (new_secret(), "", "x", "0", "A" * 43, "%00", "é"):
        path = f"/console/invitations/{code}"
        assert guesser.get(path).status_code in {303, 404}, code


def test_the_code_is_not_kept(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    code = owner.invitation(client_id).rpartition("/")[2]
    page = owner.get(f"/console/services/{client_id}/owners").text
    assert code not in page
    assert code not in owner.get(f"/console/services/{client_id}/log").text

    async def unit(records: Transaction) -> list[bytes]:
        listed = await records.console.list_invitations(client_id, shared_world.clock())
        return [each.digest for each in listed]

    assert all(code.encode() not in digest for digest in shared_world.run(unit))


def test_of_somebody_who_was_removed(shared_world: World) -> None:
    owner, second, third = (new_owner(shared_world) for _ in range(3))
    client_id = owner.begin()
    second.accept(owner.invitation(client_id))
    path = second.invitation(client_id)
    remove(owner, client_id, second)
    assert third.get(path).status_code == 404

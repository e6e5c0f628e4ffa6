"""A self-test whose process was killed is interrupted: it neither passes nor blocks the next."""

from dataclasses import replace

from console_owners import new_owner
from thiqa.console.models import SelfTest, TestState
from thiqa.console.self_test.runner import STALE_SECONDS
from thiqa.storage import Transaction
from world import World


def running(world: World, client_id: str, ago: int) -> SelfTest:
    """Keep a run as a killed process left it."""

    async def unit(records: Transaction) -> SelfTest:
        service = await records.console.get_service(client_id)
        assert service is not None
        at = world.clock() - ago
        test = SelfTest(
            f"dead-{client_id}", client_id, service.fingerprint, TestState.RUNNING, at, at
        )
        assert await records.console.begin_self_test(test)
        return test

    found: SelfTest = world.run(unit)
    return found


def test_it_is_shown_as_interrupted(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    running(shared_world, client_id, STALE_SECONDS + 1)
    text = owner.text(f"/console/services/{client_id}/self-test")
    assert "Interrupted" in text
    assert "Start the self-test" in text


def test_another_one_can_begin(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    running(shared_world, client_id, STALE_SECONDS + 1)
    page = f"/console/services/{client_id}/self-test"
    assert owner.press(page, page).status_code == 303


def test_what_comes_back_from_the_dead_changes_nothing(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    dead = running(shared_world, client_id, STALE_SECONDS + 1)
    owner.text(f"/console/services/{client_id}/self-test")

    async def come_back(records: Transaction) -> bool:
        return await records.console.note_self_test(replace(dead, state=TestState.PASSED))

    assert shared_world.run(come_back) is False
    assert "Interrupted" in owner.text(f"/console/services/{client_id}/self-test")


def test_two_runs_of_one_service_never_overlap(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    alive = running(shared_world, client_id, 0)

    async def begin_again(records: Transaction) -> bool:
        return await records.console.begin_self_test(
            SelfTest("second", client_id, alive.fingerprint, TestState.RUNNING, alive.started_at, 0)
        )

    assert shared_world.run(begin_again) is False
    page = f"/console/services/{client_id}/self-test"
    assert f'action="{page}"' not in owner.get(page).text

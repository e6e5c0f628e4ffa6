"""Into production: two operators, a self-test of this registration, and versions side by side."""

import pytest

from console_operators import (
    decide,
    new_operator,
    pass_self_test,
    submit,
    submitted,
)
from console_owners import new_owner, registered
from thiqa.console.gate import SELF_TEST_SECONDS
from thiqa.console.models import TestState
from thiqa.oidc.models import Stage
from world import World


@pytest.fixture
def two_operators(shared_world: World):
    """Two persons who approve services."""
    return new_operator(shared_world, "birth-year-only"), new_operator(shared_world, "minor")


def test_two_operators_bring_a_service_into_production(shared_world: World, two_operators) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    first, second = two_operators
    assert client_id in first.text("/console/approvals")
    page = first.text(f"/console/approvals/{client_id}")
    assert "criminal-record" in page
    assert "Passed" in page
    assert decide(first, client_id) == 303
    assert registered(shared_world, client_id).stage is Stage.SANDBOX
    assert decide(second, client_id) == 303
    assert registered(shared_world, client_id).stage is Stage.PRODUCTION
    log = owner.text(f"/console/services/{client_id}/log")
    assert "completed the approval" in log
    assert "Production" in owner.text(f"/console/services/{client_id}")


def test_a_refusal_says_why_and_the_owners_try_again(shared_world: World, two_operators) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    first, second = two_operators
    assert decide(first, client_id, "refuse") == 422
    assert decide(first, client_id, "refuse", "The article does not allow the address.") == 303
    text = owner.text(f"/console/services/{client_id}")
    assert "The article does not allow the address." in text
    assert client_id not in second.text("/console/approvals")
    submit(owner, client_id)
    assert decide(first, client_id) == 303
    assert decide(second, client_id) == 303
    assert registered(shared_world, client_id).stage is Stage.PRODUCTION


def test_without_what_is_needed_nobody_can_ask(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox(constraint="none")
    pass_self_test(shared_world, client_id)
    page = f"/console/services/{client_id}"
    assert f"{page}/submit" not in owner.get(page).text
    text = owner.text(page)
    assert "Missing: Access tokens are bound" in text


@pytest.mark.parametrize("ago", [SELF_TEST_SECONDS, SELF_TEST_SECONDS + 1])
def test_an_old_self_test_says_nothing(shared_world: World, ago: int) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    pass_self_test(shared_world, client_id, ago=ago)
    assert "Missing: The self-test passed" in owner.text(f"/console/services/{client_id}")


@pytest.mark.parametrize("state", [TestState.FAILED, TestState.INTERRUPTED])
def test_the_latest_self_test_counts(shared_world: World, state: TestState) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    pass_self_test(shared_world, client_id, ago=100)
    pass_self_test(shared_world, client_id, state=state)
    assert "Missing: The self-test passed" in owner.text(f"/console/services/{client_id}")


def in_production(world: World, operators) -> tuple:
    owner = new_owner(world)
    client_id = submitted(owner)
    for operator in operators:
        assert decide(operator, client_id) == 303
    return owner, client_id


def test_a_new_version_waits_beside_the_live_one(shared_world: World, two_operators) -> None:
    owner, client_id = in_production(shared_world, two_operators)
    page = f"/console/services/{client_id}"
    assert owner.press(f"{page}/edit", f"{page}/edit", **{"name.en": "Another"}).status_code == 303
    assert registered(shared_world, client_id).name["en"] == "Trial service"
    assert "new version" in owner.text(page)
    pass_self_test(shared_world, client_id)
    submit(owner, client_id)
    shown = two_operators[0].text(f"/console/approvals/{client_id}")
    assert "What changes against the approved version" in shown
    assert "Another" in shown
    assert "Trial service" in shown
    for operator in two_operators:
        assert decide(operator, client_id) == 303
    assert registered(shared_world, client_id).name["en"] == "Another"


def test_asking_for_less_is_live_at_once(shared_world: World, two_operators) -> None:
    owner, client_id = in_production(shared_world, two_operators)
    page = f"/console/services/{client_id}/purposes/criminal-record"
    less = {"claim.address": "", "retention_days": "10"}
    assert owner.press(page, page, **less).status_code == 303
    live = registered(shared_world, client_id)
    assert live.stage is Stage.PRODUCTION
    assert not live.purposes["criminal-record"].allows("address")
    assert live.purposes["criminal-record"].retention_days == 10


def test_a_new_version_can_be_given_up(shared_world: World, two_operators) -> None:
    owner, client_id = in_production(shared_world, two_operators)
    page = f"/console/services/{client_id}"
    owner.press(f"{page}/edit", f"{page}/edit", **{"name.en": "Another"})
    assert owner.press(page, f"{page}/discard").status_code == 303
    assert "new version" not in owner.text(page)


def test_a_changed_registration_has_to_be_asked_for_anew(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    page = f"/console/services/{client_id}"
    assert "Waits for two operators" in owner.text(page)
    owner.press(f"{page}/edit", f"{page}/edit", **{"name.en": "Another"})
    assert "Waits for two operators" not in owner.text(page)


def test_owners_may_ask_no_longer(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    page = f"/console/services/{client_id}"
    assert owner.press(page, f"{page}/recall").status_code == 303
    assert "Waits for two operators" not in owner.text(page)

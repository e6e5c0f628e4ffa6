"""Each check of the self-test finds the service that does not do it, and no other check does."""

import json
import time

import pytest

from breakable_party import Party
from console_owners import Owner, new_owner
from counter_at_console import Deployment
from serving import free_port, serving
from thiqa.console.models import TestState
from thiqa.console.self_test.scenarios import SCENARIOS
from thiqa.counter.settings import Settings
from world import World, on_one_database

pytestmark = on_one_database

FAULTS = [
    "begins",
    "pushes",
    "state",
    "nonce",
    *(each.id for each in SCENARIOS if each.id not in {"good", "rotated"}),
]


def failed(owner: Owner, fault: str, **changes: object) -> list[str]:
    """Register a service with a fault, run its self-test, and return what failed."""
    port = free_port()
    client_id = f"breakable-{port}"
    url = f"http://127.0.0.1:{port}"
    party = Party(url, client_id, f"{owner.world.issuer}/self-test/{client_id}", fault)
    upload = "/console/services/upload"
    text = json.dumps(party.registration(**changes))
    assert owner.press(upload, upload, registration=text).status_code == 303
    with serving(party.app(), port):
        return Deployment(owner, client_id, Settings()).failed()


def test_a_service_without_a_fault_passes(shared_world: World) -> None:
    assert failed(new_owner(shared_world), "") == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_its_own_check(shared_world: World, fault: str) -> None:
    assert failed(new_owner(shared_world), fault) == [fault]


def test_a_service_without_pkce_cannot_even_push(shared_world: World) -> None:
    assert failed(new_owner(shared_world), "pkce") == ["pushes"]


def test_a_service_that_never_fetches_keys_again_is_found(shared_world: World) -> None:
    assert failed(new_owner(shared_world), "rotated") == ["rotated"]


def test_a_service_that_does_not_bind_its_tokens_is_found(shared_world: World) -> None:
    found = failed(new_owner(shared_world), "", dpop_bound_access_tokens=True)
    assert "constraint" in found
    assert "good" in found


def test_a_service_that_is_not_there_is_said_to_be_out_of_reach(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    deployment = Deployment(owner, client_id, Settings())
    deployment.start()
    until = time.monotonic() + 60
    while (test := deployment.latest()).state is TestState.RUNNING:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert test.state is TestState.FAILED
    assert "could not be reached" in test.checks[0]["seen"]

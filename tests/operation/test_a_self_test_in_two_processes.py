"""A self-test runs in one process of a provider, and the service calls whichever answers."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from console_owners import Owner, new_owner
from counter_at_console import deployed
from thiqa.console.models import SelfTest, TestState
from thiqa.console.self_test.runner import STALE_SECONDS
from thiqa.counter.app import make_app
from world import Processes, SpecimenCountry, provider_processes

WAIT_SECONDS = 20


@dataclass
class Gate:
    """Stands before a service: its second login waits, until somebody opens."""

    held: threading.Event = field(default_factory=threading.Event)
    open: threading.Event = field(default_factory=threading.Event)
    logins: int = 0

    def make(self, *given: Any, **more: Any) -> ASGIApp:
        """Return the service behind the gate."""
        service = make_app(*given, **more)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope.get("path") == "/start":
                await self._pass()
            await service(scope, receive, send)

        return app

    async def _pass(self) -> None:
        self.logins += 1
        while self.logins > 1 and not self.open.is_set():
            self.held.set()
            await asyncio.sleep(0.05)


@pytest.fixture
def two(country: SpecimenCountry, database_url: str, tmp_path: Path) -> Iterator[Processes]:
    """Two processes of one provider, on each kind of database; the first bears its address."""
    data = tmp_path / "provider"
    data.mkdir()
    with provider_processes(country, database_url, data, count=2) as running:
        yield running


def at(world: Processes, number: int, owner: Owner) -> Owner:
    """Let an owner's browser talk to one of the processes."""
    owner.citizen.browser.base_url = world.processes[number].address
    return owner


def let_time_pass(world: Processes, test: SelfTest) -> None:
    """Let a run that is dead have been so for as long as a run may be silent."""
    silent = replace(test, beat_at=world.clock() - STALE_SECONDS - 1)
    assert world.run(lambda records: records.console.note_self_test(silent))


def test_a_run_in_one_process_whose_service_calls_the_other_passes(
    two: Processes, tmp_path: Path
) -> None:
    owner = at(two, 1, new_owner(two))
    with deployed(owner, tmp_path / "service") as deployment:
        assert deployment.run().state is TestState.PASSED
        assert "Passed" in at(two, 0, owner).text(deployment.page)


def test_kill_9_interrupts_a_run_and_the_other_process_starts_it_again(
    two: Processes, tmp_path: Path
) -> None:
    gate, owner = Gate(), at(two, 1, new_owner(two))
    with deployed(owner, tmp_path / "service", gate.make) as deployment, opened_at_last(gate):
        deployment.start()
        assert gate.held.wait(WAIT_SECONDS)
        two.processes[1].kill()
        gate.open.set()
        at(two, 0, owner)
        dead = deployment.latest()
        assert (dead.state, len(dead.checks) > 0) == (TestState.RUNNING, True)
        assert "It is running" in owner.text(deployment.page)
        let_time_pass(two, dead)
        text = owner.text(deployment.page)
        assert "Interrupted: start it again" in text
        assert "Start the self-test" in text
        again = deployment.run()
        assert (again.state, again.id != dead.id) == (TestState.PASSED, True), again.checks
        assert "Passed" in owner.text(deployment.page)


@contextmanager
def opened_at_last(gate: Gate) -> Iterator[None]:
    """Let everybody through at the end, whatever came of the test: the service can stop then."""
    try:
        yield
    finally:
        gate.open.set()

"""Two processes serve, sequence and publish at once; each is killed, or held, in the middle."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving_witnesses import serving_witnesses
from sign_ins import (
    Journal,
    Observer,
    check_what_was_said,
    new_journals,
    observing,
    signing_in,
    wait_for,
)
from world import Processes, SpecimenCountry, provider_processes

AT_EACH = 3
SIGN_INS = 20
PAUSES = 3
PAUSE_SECONDS = 2.0

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def world(country: SpecimenCountry, database_url: str, tmp_path: Path) -> Iterator[Processes]:
    """A provider that is two processes, and asks witnesses."""
    data = tmp_path / "provider"
    data.mkdir()
    with (
        serving_witnesses(country, tmp_path) as policy,
        provider_processes(country, database_url, data, count=2, record_policy=str(policy)) as made,
    ):
        yield made


@pytest.fixture
def observer(world: Processes) -> Iterator[Observer]:
    """Somebody who looks at both."""
    with observing(*(process.address for process in world.processes)) as made:
        yield made


@pytest.fixture
def at_each(world: Processes) -> list[list[Journal]]:
    """Journals at each of the two."""
    return [new_journals(world, AT_EACH, port=each.port) for each in world.processes]


def test_each_is_killed_and_there_is_one_history(
    world: Processes, observer: Observer, at_each: list[list[Journal]]
) -> None:
    journals = [journal for journals in at_each for journal in journals]
    with signing_in(journals) as running:
        for victim in world.processes:
            for part in at_each:
                wait_for(part, running, SIGN_INS // 2)
            victim.kill()
            time.sleep(0.5)
            victim.start()
            victim.wait_until_ready()
        for part in at_each:
            wait_for(part, running, SIGN_INS)
    check_what_was_said(world, journals, observer)


def test_each_is_held_and_goes_on_from_what_the_other_has_published(
    world: Processes, observer: Observer, at_each: list[list[Journal]]
) -> None:
    """What a process knew of the tree is old when it wakes up: it forks nothing."""
    journals = [journal for journals in at_each for journal in journals]
    with signing_in(journals) as running:
        for _ in range(PAUSES):
            for sleeper in world.processes:
                sleeper.pause()
                time.sleep(PAUSE_SECONDS)
                sleeper.resume()
                for part in at_each:
                    wait_for(part, running, 1)
    check_what_was_said(world, journals, observer)

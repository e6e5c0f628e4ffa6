"""The database is put back to an older state: witnesses remember, and nothing more is shown."""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from serving_witnesses import serving_witnesses
from sign_ins import (
    Observer,
    UnavailableError,
    check_one_log,
    let_entries_wait,
    new_journals,
    observing,
    policy_of,
    wait_until_refused,
    wait_until_shown,
)
from stored_log import SQLITE, check_one_history, leaves
from thiqa.ledger.checkpoint import verify_checkpoint
from thiqa.ledger.promise import PROMISE_HEADER
from world import Processes, SpecimenCountry, provider_processes

LOOK_SECONDS = 5

Keep = Callable[[], Callable[[], None]]
"""Keeps the database as it is; what it returns puts that back."""

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def policy(country: SpecimenCountry, tmp_path: Path) -> Iterator[Path]:
    """The file of a policy whose witnesses serve."""
    with serving_witnesses(country, tmp_path) as file:
        yield file


@pytest.fixture
def keep(request: pytest.FixtureRequest, database_url: str) -> Keep:
    """Copies the database while nobody uses it."""

    def keep_file() -> Callable[[], None]:
        path = Path(database_url.removeprefix(SQLITE))
        copy = shutil.copyfile(path, path.with_suffix(".kept"))

        def put_back() -> None:
            for beside in ("-wal", "-shm"):
                path.with_name(path.name + beside).unlink(missing_ok=True)
            shutil.copyfile(copy, path)

        return put_back

    def keep_database() -> Callable[[], None]:
        execute = request.getfixturevalue("postgres_server").execute
        name = database_url.rpartition("?")[0].rpartition("/")[2]
        asyncio.run(execute(f"CREATE DATABASE {name}_kept TEMPLATE {name}"))

        def put_back() -> None:
            asyncio.run(execute(f"DROP DATABASE {name} WITH (FORCE)"))
            asyncio.run(execute(f"ALTER DATABASE {name}_kept RENAME TO {name}"))

        return put_back

    return keep_file if database_url.startswith(SQLITE) else keep_database


def test_witnesses_remember_and_identity_checks_stop(
    country: SpecimenCountry, database_url: str, tmp_path: Path, policy: Path, keep: Keep
) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    with (
        provider_processes(country, database_url, data, record_policy=str(policy)) as world,
        observing(world.issuer) as observer,
    ):
        process = world.processes[0]
        before, after, lost = new_journals(world, 3, receipt_every=1)
        before.sign_in()
        wait_until_shown(database_url)
        process.stop()
        put_back = keep()
        start(world)
        after.sign_in()
        wait_until_shown(database_url)
        check_one_log(world, observer)
        true = leaves(database_url)
        process.stop()
        put_back()
        start(world)

        lost.receipt_every = 0
        lost.sign_in()
        time.sleep(LOOK_SECONDS)
        answer = lost.service.get("/receipt", lost.access_tokens[0])
        assert answer.status_code == httpx.codes.ACCEPTED
        assert answer.text.startswith(PROMISE_HEADER)
        let_entries_wait(database_url)
        wait_until_refused(world)
        with pytest.raises(UnavailableError):
            lost.sign_in()
        check_shown(world, observer, true)
        assert "witness_does_not_cosign" in process.log()


def start(world: Processes) -> None:
    world.processes[0].start()
    world.processes[0].wait_until_ready()


def check_shown(world: Processes, observer: Observer, true: list[bytes]) -> None:
    """Check that all that was ever shown is of the history before."""
    seen = [verify_checkpoint(note, policy_of(world)) for note in observer.notes]
    check_one_history(sorted(seen, key=lambda each: each.head.size), true)

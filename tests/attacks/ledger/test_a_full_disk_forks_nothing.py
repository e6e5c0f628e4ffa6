"""The disk is full while citizens sign in: they are told, and the record is what it was."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from postgres_server import PostgresServer
from sign_ins import (
    Journal,
    check_what_was_said,
    new_journals,
    observing,
    signing_in,
    wait_for,
)
from small_disk import database_on, filled, mounted_disk, needs_root
from world import SpecimenCountry, provider_processes

AT_ONCE = 4
SIGN_INS = 10
REFUSALS = 10
FULL_SECONDS = 60

pytestmark = [needs_root, pytest.mark.timeout(400)]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few megabytes."""
    with mounted_disk() as folder:
        yield folder


@pytest.fixture
def sqlite_on_it(small_disk: Path, sqlite_template: Path) -> str:
    """A SQLite file on the small disk."""
    shutil.copyfile(sqlite_template, small_disk / "thiqa.db")
    return f"sqlite:///{small_disk}/thiqa.db"


@pytest.fixture
def postgresql_on_it(
    small_disk: Path, postgres_server: PostgresServer, postgres_template: str
) -> Iterator[str]:
    """A PostgreSQL database whose tables are on the small disk."""
    with database_on(small_disk, postgres_server, postgres_template) as url:
        yield url


@pytest.mark.parametrize("database", ["sqlite_on_it", "postgresql_on_it"])
def test_nothing_that_was_acknowledged_is_lost(
    request: pytest.FixtureRequest,
    country: SpecimenCountry,
    small_disk: Path,
    tmp_path: Path,
    database: str,
) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    with (
        provider_processes(country, request.getfixturevalue(database), data) as world,
        observing(world.issuer) as observer,
    ):
        journals = new_journals(world, AT_ONCE)
        with signing_in(journals) as running:
            wait_for(journals, running, SIGN_INS)
            with filled(small_disk):
                wait_until_refused(journals)
            wait_for(journals, running, SIGN_INS)
        check_what_was_said(world, journals, observer)


def wait_until_refused(journals: list[Journal]) -> None:
    """Wait until citizens and services were told often enough that it cannot be done now."""
    deadline = time.monotonic() + FULL_SECONDS
    while sum(journal.unavailable for journal in journals) < REFUSALS:
        assert time.monotonic() < deadline, "nobody was refused anything"
        time.sleep(0.05)

"""Health says whether a process lives, and readiness whether it can do its work."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from postgres_server import PostgresServer
from thiqa.storage.migrate import migrate
from world import Processes, SpecimenCountry, provider_processes

SECONDS = 30


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server that a test may stop."""
    with PostgresServer() as server:
        yield server


def ask(provider: Processes, path: str) -> tuple[int, str]:
    """Return status and text of an answer."""
    (process,) = provider.processes
    answer = httpx.get(f"{process.address}{path}", timeout=SECONDS)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.text


def test_a_provider_lives_and_is_ready(provider: Processes) -> None:
    assert ask(provider, "/health/live") == (200, "alive")
    assert ask(provider, "/health/ready") == (200, "ready")


def test_without_its_database_it_lives_and_is_not_ready_until_that_is_back(
    own_server: PostgresServer, country: SpecimenCountry, tmp_path: Path
) -> None:
    asyncio.run(migrate(own_server.url()))
    with provider_processes(country, own_server.url(), tmp_path) as provider:
        tokens = provider.service.identify(provider.citizen())
        own_server.stop()
        assert ask(provider, "/health/ready") == (503, "no database")
        assert ask(provider, "/health/live") == (200, "alive")
        assert provider.service.push().status_code == 503
        own_server.start()
        deadline = time.monotonic() + SECONDS
        while ask(provider, "/health/ready") != (200, "ready"):
            assert time.monotonic() < deadline, "it did not recover"
            time.sleep(0.1)
        assert provider.service.userinfo(tokens["access_token"]).is_success
        again = provider.service.identify(provider.citizen())
        assert provider.service.receipt(again["access_token"]).is_success

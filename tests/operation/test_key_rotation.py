"""`thiqa keys rotate` beside a running provider."""

import time

import httpx
import pytest

from operation.conftest import Run
from world import Processes

RELOAD_SECONDS = 30
PATIENCE_SECONDS = 5
WORKERS_SEEN = 8


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is shown here is not in the database: one kind is enough."""
    return sqlite_url


def kids(address: str) -> frozenset[str]:
    """Ask for the keys, on a connection of its own: either worker may answer."""
    return frozenset(key["kid"] for key in httpx.get(f"{address}/jwks").json()["keys"])


def test_every_worker_publishes_a_new_key_soon_and_signs_with_the_old_one(
    two_workers: Processes, thiqa: Run
) -> None:
    (process,) = two_workers.processes
    before = kids(process.address)
    tokens = two_workers.service.identify(two_workers.citizen())
    done = thiqa("keys", "rotate", THIQA_DATA=two_workers.settings.data)
    assert done.returncode == 0, done.stderr
    deadline = time.monotonic() + RELOAD_SECONDS + PATIENCE_SECONDS
    while {len(kids(process.address)) for _ in range(WORKERS_SEEN)} != {2 * len(before)}:
        assert time.monotonic() < deadline, "a worker does not show the new keys"
        time.sleep(0.5)
    assert before < kids(process.address)
    assert two_workers.service.userinfo(tokens["access_token"]).is_success
    again = two_workers.service.identify(two_workers.citizen())
    listed = thiqa("keys", "list", THIQA_DATA=two_workers.settings.data).stdout
    lines = [line.split("\t") for line in listed.splitlines()]
    signing = {kid for _, kid, state in lines if state == "signs"}
    assert signing == before
    assert len(lines) == 2 * len(before)
    assert two_workers.service.userinfo(again["access_token"]).is_success

"""Following a log at the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile_log import HostileLog, grown, hostile_log
from specimen_log import log_of, signer
from stored_log import fetch
from unit.cli.conftest import Call

KEY = signer().verifier_key.text


@pytest.fixture
def log() -> Iterator[HostileLog]:
    with hostile_log() as made:
        made.publish(log_of(300))
        yield made


def look(call: Call, log: HostileLog, state: Path, *options: str) -> tuple[int, list[object]]:
    answer = call("monitor", log.url, "--key", KEY, "--state", state, "--once", *options)
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    return answer.exit_code, [{**line, "at": None} for line in lines]


def test_each_size_that_holds_is_a_line_and_silence_is_good(
    call: Call, log: HostileLog, tmp_path: Path
) -> None:
    holds = {"at": None, "event": "holds", "size": 300, "new": 300}
    assert look(call, log, tmp_path / "state") == (0, [holds])
    assert look(call, log, tmp_path / "state") == (0, [])


def test_what_is_wrong_is_a_line_a_status_and_once_a_finding(
    call: Call, log: HostileLog, tmp_path: Path, sqlite_url: str
) -> None:
    look(call, log, tmp_path / "state")
    log.publish(grown(log_of(299), 1, "forked"))
    detail = "its head is not that of the beginning of the tree"
    fork = {"at": None, "event": "wrong", "kind": "fork", "place": "size 300", "detail": detail}
    for _ in range(2):
        assert look(call, log, tmp_path / "state", "--raise") == (1, [fork])
    assert fetch(sqlite_url, "SELECT kind, key FROM finding") == [("log_fork", "fork size 300")]


def test_a_monitor_must_be_told_whom_to_trust(call: Call, tmp_path: Path) -> None:
    answer = call("monitor", "http://127.0.0.1:9", "--state", tmp_path, "--once")
    assert answer.exit_code == 1

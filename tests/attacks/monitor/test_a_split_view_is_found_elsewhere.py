"""A log that shows each asker a history of their own is found out where others see it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile_log import HostileLog, files_of, grown, hostile_log
from specimen_log import NOON, POLICY, MemoryLog, cosigned, log_of, signer
from thiqa.ledger.keys import NoteSigner
from thiqa.monitor import LogClient, Monitor, StateFolder, open_http

SIZE = 300
LOG = log_of(SIZE)
LONGER = grown(LOG, 400)
FORKED = grown(log_of(SIZE - 1), 1, subject="forked")
LONGER_FORK = grown(FORKED, 100)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[HostileLog, HostileLog]]:
    with hostile_log() as log, hostile_log() as place:
        yield log, place


@pytest.fixture
def log(servers: tuple[HostileLog, HostileLog]) -> HostileLog:
    servers[0].publish(LOG)
    return servers[0]


@pytest.fixture
def place(servers: tuple[HostileLog, HostileLog]) -> HostileLog:
    """Where a witness shows what it has seen of the log."""
    show(servers[1], LOG)
    return servers[1]


def show(place: HostileLog, log: MemoryLog, by: NoteSigner | None = None) -> str:
    note = files_of(log, by or signer())["checkpoint"].decode()
    place.files = {"checkpoint": cosigned(note, 0).encode()}
    return place.files["checkpoint"].decode()


def named(log: HostileLog, place: HostileLog, state: Path) -> list[str]:
    async def main() -> list[str]:
        async with open_http() as http:
            client, elsewhere = LogClient(log.url, http), [LogClient(place.url, http)]
            folder = StateFolder(state)
            monitor = Monitor(client, POLICY, folder, lambda: NOON, elsewhere)
            return [str(damage) for damage in (await monitor.look()).damages]

    return asyncio.run(main())


def fork(place: HostileLog, size: int) -> str:
    other = f"the checkpoint of size {size} that is shown there is of another history"
    return f"fork {place.url}: {other}"


def evidence(state: Path) -> list[str]:
    return [file.read_text() for file in (state / "evidence").iterdir()]


def test_who_sees_the_same_history_agrees(
    log: HostileLog, place: HostileLog, tmp_path: Path
) -> None:
    assert named(log, place, tmp_path) == []
    log.publish(LONGER)
    assert named(log, place, tmp_path) == []
    show(place, LONGER)
    assert named(log, place, tmp_path) == []
    assert evidence(tmp_path) == []


@pytest.mark.parametrize("shown", [LOG, LONGER])
def test_another_history_that_is_not_larger_is_named_at_once(
    log: HostileLog, place: HostileLog, tmp_path: Path, shown: MemoryLog
) -> None:
    log.publish(shown)
    note = show(place, FORKED)
    assert named(log, place, tmp_path) == [fork(place, SIZE)]
    assert set(evidence(tmp_path)) == {note, log.files["checkpoint"].decode()}


def test_a_larger_one_is_kept_until_the_log_has_grown_as_far(
    log: HostileLog, place: HostileLog, tmp_path: Path
) -> None:
    note = show(place, LONGER_FORK)
    assert named(log, place, tmp_path) == []
    show(place, LOG)
    assert named(log, place, tmp_path) == []
    log.publish(LONGER)
    assert named(log, place, tmp_path) == [fork(place, SIZE + 100)]
    assert note in evidence(tmp_path)
    assert named(log, place, tmp_path) == []


def test_what_the_log_has_not_signed_accuses_nobody(
    log: HostileLog, place: HostileLog, tmp_path: Path
) -> None:
    show(place, FORKED, by=signer(1))
    [found] = named(log, place, tmp_path)
    assert found.startswith(f"head {place.url}: no signature")
    assert evidence(tmp_path) == []


def test_a_place_that_does_not_answer_is_named(
    log: HostileLog, place: HostileLog, tmp_path: Path
) -> None:
    place.files.clear()
    assert named(log, place, tmp_path) == [
        f"unreachable {place.url}: {place.url} has no checkpoint"
    ]

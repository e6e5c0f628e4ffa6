"""One flipped byte, one removed leaf, a fork, a rollback, a stale log: the monitor names each."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile_log import HostileLog, files_of, grown, hostile_log
from specimen_log import NOON, POLICY, cosigned, log_of, signer, witnessed_policy
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.public_files import decode_bundle, encode_bundle
from thiqa.monitor import LogClient, Look, Monitor, StateFolder, open_http
from thiqa.monitor.monitor import STALE_SECONDS

SIZE = 600
MOMENT = "2026-11-18 11:06:40 UTC"
LOG = log_of(SIZE)
LONGER = grown(LOG, 300)
FORKED = grown(log_of(SIZE - 1), 301, subject="forked")


@pytest.fixture(scope="module")
def server() -> Iterator[HostileLog]:
    with hostile_log() as log:
        yield log


@pytest.fixture
def log(server: HostileLog) -> HostileLog:
    server.status = 200
    server.publish(LOG)
    server.asked.clear()
    return server


class Watcher:
    """A monitor that looks when it is told to."""

    def __init__(self, log: HostileLog, state: Path) -> None:
        self.log, self.state, self.now = log, state, NOON

    def look(self, *, whole: bool = False, policy: LogPolicy = POLICY) -> Look:
        async def main() -> Look:
            async with open_http() as http:
                client = LogClient(self.log.url, http)
                state = StateFolder(self.state)
                return await Monitor(client, policy, state, lambda: self.now).look(whole=whole)

        return asyncio.run(main())

    def named(self, *, whole: bool = False) -> list[str]:
        return [str(damage) for damage in self.look(whole=whole).damages]

    def evidence(self) -> set[str]:
        return {file.read_text() for file in (self.state / "evidence").iterdir()}


@pytest.fixture
def watcher(log: HostileLog, tmp_path: Path) -> Watcher:
    return Watcher(log, tmp_path / "state")


def checkpoint(log: HostileLog) -> str:
    return log.files["checkpoint"].decode()


def test_a_log_that_grows_is_followed(watcher: Watcher, log: HostileLog) -> None:
    assert watcher.look() == Look(SIZE, SIZE, [])
    assert watcher.look() == Look(SIZE, 0, [])
    log.publish(LONGER)
    log.asked.clear()
    assert watcher.look() == Look(SIZE + 300, 300, [])
    assert "tile/entries/001" not in log.asked
    assert watcher.look(whole=True) == Look(SIZE + 300, 0, [])
    assert "tile/entries/001" in log.asked


def test_full_tiles_stand_for_partial_ones_that_were_cleared_away(
    watcher: Watcher, log: HostileLog
) -> None:
    log.files |= {
        path: content
        for path, content in files_of(LONGER, signer()).items()
        if path in {"tile/0/002", "tile/entries/002"}
    }
    del log.files["tile/0/002.p/88"], log.files["tile/entries/002.p/88"]
    assert watcher.look() == Look(SIZE, SIZE, [])


@pytest.mark.parametrize(
    ("path", "at", "hash_"),
    [
        ("tile/0/000", 0, 0),
        ("tile/0/001", 8191, 255),
        ("tile/0/002.p/88", 64, 2),
        ("tile/1/000.p/2", 33, 1),
    ],
)
def test_a_flipped_byte_of_a_tile(
    watcher: Watcher, log: HostileLog, path: str, at: int, hash_: int
) -> None:
    log.flip(path, at)
    assert watcher.named() == [f"tile {path}: is altered, at {hash_}"]
    assert watcher.look().size == 0


@pytest.mark.parametrize(("index", "bundle"), [(0, "000"), (300, "001"), (599, "002.p/88")])
def test_a_flipped_byte_of_a_leaf(
    watcher: Watcher, log: HostileLog, index: int, bundle: str
) -> None:
    before = LOG.entries[index - index % 256 : index]
    log.flip(f"tile/entries/{bundle}", sum(2 + len(entry.leaf) for entry in before) + 20)
    assert watcher.named() == [f"leaf {index}: is altered"]


def test_a_flipped_byte_of_the_length_of_a_leaf(watcher: Watcher, log: HostileLog) -> None:
    log.flip("tile/entries/001", 1)
    assert watcher.named()[-1].startswith("leaf 256")


@pytest.mark.parametrize("index", [0, 7, 255])
def test_a_removed_leaf(watcher: Watcher, log: HostileLog, index: int) -> None:
    leaves = decode_bundle(log.files["tile/entries/000"])
    log.files["tile/entries/000"] = encode_bundle(leaves[:index] + leaves[index + 1 :])
    gone = "is gone, and another one stands at its place" if index < 255 else "is missing"
    assert watcher.named()[0] == f"leaf {index}: {gone}"


def test_an_added_leaf(watcher: Watcher, log: HostileLog) -> None:
    log.files["tile/entries/002.p/88"] += encode_bundle([b"added"])
    assert watcher.named() == ["leaf tile/entries/002.p/88: has 89 leaves"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tile/0/001", "tile tile/0/001: is missing"),
        ("tile/entries/001", "leaf 256-511: is missing"),
    ],
)
def test_a_file_that_is_not_there(
    watcher: Watcher, log: HostileLog, path: str, expected: str
) -> None:
    del log.files[path]
    assert watcher.named() == [expected]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"\n600\n", b"\n601\n", "signature"),
        (b"log.example/record\n600", b"other.example/record\n600", "another log"),
        (b"=\n", b"", "note"),
    ],
)
def test_a_checkpoint_that_does_not_hold(
    watcher: Watcher, log: HostileLog, old: bytes, new: bytes, fault: str
) -> None:
    log.files["checkpoint"] = log.files["checkpoint"].replace(old, new)
    [named] = watcher.named()
    assert named.startswith("head the checkpoint: ")
    assert fault in named


def test_a_checkpoint_that_too_few_witnesses_have_seen(watcher: Watcher, log: HostileLog) -> None:
    note = checkpoint(log)
    log.files["checkpoint"] = cosigned(note, 0).encode()
    [damage] = watcher.look(policy=witnessed_policy()).damages
    assert str(damage).startswith("head the checkpoint: not enough witnesses")
    log.files["checkpoint"] = cosigned(note, 0, 2).encode()
    assert watcher.look(policy=witnessed_policy()) == Look(SIZE, SIZE, [])


def test_a_fork_that_grew_from_an_earlier_tree(watcher: Watcher, log: HostileLog) -> None:
    watcher.look()
    seen = checkpoint(log)
    log.publish(FORKED)
    assert watcher.named() == [
        f"fork size {SIZE}: its head is not that of the beginning of the tree"
    ]
    assert watcher.evidence() == {seen, checkpoint(log)}
    log.publish(LONGER)
    assert watcher.look() == Look(SIZE + 300, 300, [])


@pytest.mark.parametrize("is_served", [True, False])
def test_a_fork_of_the_same_size(watcher: Watcher, log: HostileLog, is_served: bool) -> None:
    log.publish(LONGER)
    watcher.look()
    forked = files_of(FORKED, signer())
    log.files |= forked if is_served else {"checkpoint": forked["checkpoint"]}
    [named] = watcher.named()
    assert named.startswith("fork size 900: ")
    assert len(watcher.evidence()) == 2


def test_a_signed_head_whose_tree_is_not_there(watcher: Watcher, log: HostileLog) -> None:
    log.files["checkpoint"] = files_of(FORKED, signer())["checkpoint"]
    named = watcher.named()
    assert named[0] == "tile tile/0/003.p/132: is missing; or what lies below it is"
    assert named[-1] == "leaf 768-899: is missing"


def test_a_rollback(watcher: Watcher, log: HostileLog) -> None:
    log.publish(LONGER)
    watcher.look()
    log.files["checkpoint"] = files_of(LOG, signer())["checkpoint"]
    back = f"rollback to size {SIZE}: a checkpoint of {SIZE + 300} leaves was seen before"
    assert watcher.named() == [back]
    assert len(watcher.evidence()) == 2
    log.files["checkpoint"] = files_of(grown(log_of(SIZE - 1), 1, "x"), signer())["checkpoint"]
    fork = f"fork size {SIZE}: its head is not that of the beginning of the tree"
    assert watcher.named() == [back, fork]


def test_another_log_at_the_same_address(watcher: Watcher, log: HostileLog) -> None:
    watcher.look()
    other = signer(origin="other.example/record")
    log.publish(LONGER, by=other)
    both = LogPolicy.of_log(signer().verifier_key, other.verifier_key)
    assert [str(damage) for damage in watcher.look(policy=both).damages] == [
        "head the checkpoint: is of other.example/record, and not of log.example/record as before"
    ]


def test_a_stale_log(watcher: Watcher, log: HostileLog) -> None:
    watcher.look()
    watcher.now += STALE_SECONDS
    assert watcher.named() == []
    watcher.now += 1
    assert watcher.named() == [f"stale size {SIZE}: nothing newer than {MOMENT} is published"]
    log.publish(LONGER)
    assert watcher.named() == []


def test_a_log_whose_witnesses_saw_it_last_too_long_ago(watcher: Watcher, log: HostileLog) -> None:
    log.files["checkpoint"] = cosigned(checkpoint(log), 0, 1, at=NOON).encode()
    watcher.now += STALE_SECONDS + 1
    [damage] = watcher.look(policy=witnessed_policy()).damages
    assert str(damage).startswith("stale")


def test_a_log_that_does_not_answer(watcher: Watcher, log: HostileLog) -> None:
    watcher.look()
    del log.files["checkpoint"]
    assert watcher.named() == [f"unreachable the log: {log.url} has no checkpoint"]
    assert watcher.look().size == SIZE


def test_a_log_in_trouble_is_asked_again_and_then_named(watcher: Watcher, log: HostileLog) -> None:
    log.status = 503
    assert watcher.named() == ["unreachable the log: checkpoint: HTTPError"]
    assert log.asked == ["checkpoint"] * 4

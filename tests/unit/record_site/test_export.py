"""The record as files: each export adds what is new, and nothing that was not signed."""

import asyncio
import errno
from pathlib import Path

import pytest

from hostile_log import files_of
from public_log import filled
from specimen_log import POLICY, log_of, signer, witnessed_policy
from stored_log import fetch, leaves, open_log
from thiqa.ledger.checkpoint import sign_checkpoint
from thiqa.ledger.errors import DamagedLeafError, DamagedTileError, QuorumError
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.public_files import decode_bundle
from thiqa.record_site import Exported, ExportError, ExportFolder, export


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "record"


def exported(url: str, folder: Path, policy: LogPolicy = POLICY) -> Exported:
    async def main() -> Exported:
        async with open_log(url) as log:
            return await export(log.database, policy, ExportFolder(folder))

    return asyncio.run(main())


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != ".lock"
    }


def bundled(folder: Path, *names: str) -> list[bytes]:
    return [
        leaf
        for name in names
        for leaf in decode_bundle((folder / "tile" / "entries" / name).read_bytes())
    ]


def test_the_folder_has_the_files_of_the_published_tree(database_url: str, folder: Path) -> None:
    filled(database_url, 600)
    assert exported(database_url, folder) == Exported(600, 600)
    ((checkpoint,),) = fetch(database_url, "SELECT checkpoint FROM ledger_head")
    found = files(folder)
    assert found["checkpoint"].decode() == checkpoint
    assert found["policy"].decode() == POLICY.text
    assert bundled(folder, "000", "001", "002.p/88") == leaves(database_url)
    assert sorted(found) == sorted({*files_of(log_of(600), signer()), "policy"})
    stored = {bytes(key): bytes(hashes) for key, hashes in fetch(database_url, TILES)}
    assert found["tile/0/001"] == stored[bytes(8) + b"\1"]
    assert found["tile/0/002.p/88"] == stored[bytes(8) + b"\2"]
    assert found["tile/1/000.p/2"] == stored[b"\1" + bytes(8)]


TILES = "SELECT id, hashes FROM ledger_tile"


def test_an_export_after_an_export_writes_what_is_new(sqlite_url: str, folder: Path) -> None:
    step, whole = folder / "step", folder / "whole"
    for size, new in ((100, 100), (256, 156), (300, 44), (700, 400)):
        filled(sqlite_url, new, first=size - new)
        assert exported(sqlite_url, step) == Exported(size, new)
    before = {file: file.stat().st_mtime_ns for file in step.rglob("*") if file.is_file()}
    assert exported(sqlite_url, step) == Exported(700, 0)
    assert (step / "tile/0/000").stat().st_mtime_ns == before[step / "tile/0/000"]
    exported(sqlite_url, whole)
    partial_of_an_older_tree = {"tile/1/000.p/1"}
    assert files(step).keys() - files(whole).keys() == partial_of_an_older_tree
    assert {path: files(step)[path] for path in files(whole)} == files(whole)


class FailingFolder(ExportFolder):
    """A disk that is full after some files."""

    def __init__(self, path: Path, files: int) -> None:
        super().__init__(path)
        self.left = files

    def put(self, path: str, content: bytes) -> None:
        """Write a file, if there is room."""
        if self.left == 0:
            raise OSError(errno.ENOSPC, "no space")
        self.left -= 1
        super().put(path, content)


def test_whatever_interrupts_an_export_the_checkpoint_there_has_its_tree(
    sqlite_url: str, folder: Path
) -> None:
    filled(sqlite_url, 100)
    exported(sqlite_url, folder)
    first = files(folder)
    filled(sqlite_url, 500, first=100)

    async def interrupted(after: int) -> None:
        async with open_log(sqlite_url) as log:
            await export(log.database, POLICY, FailingFolder(folder, after))

    for after in range(9):
        with pytest.raises(ExportError, match="no space"):
            asyncio.run(interrupted(after))
        assert first.items() <= files(folder).items()
    assert exported(sqlite_url, folder) == Exported(600, 500)
    assert files(folder).keys() == {*files_of(log_of(600), signer()), "policy"}


def test_a_tree_that_ends_with_a_tile_has_no_partial_bundle(sqlite_url: str, folder: Path) -> None:
    filled(sqlite_url, 512)
    exported(sqlite_url, folder)
    assert sorted(files(folder)) == sorted({*files_of(log_of(512), signer()), "policy"})


def test_no_draft_is_left(sqlite_url: str, folder: Path) -> None:
    filled(sqlite_url, 10)
    exported(sqlite_url, folder)
    assert not list(folder.rglob("*.partial"))


def test_a_folder_of_another_history_is_refused(sqlite_url: str, folder: Path) -> None:
    filled(sqlite_url, 300)
    folder.mkdir()
    (folder / "checkpoint").write_text(sign_checkpoint(log_of(290).head, signer()))
    with pytest.raises(ExportError, match="not a beginning"):
        exported(sqlite_url, folder)
    (folder / "checkpoint").write_text(sign_checkpoint(log_of(301).head, signer()))
    with pytest.raises(ExportError, match="301 leaves already"):
        exported(sqlite_url, folder)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("DELETE FROM ledger_leaf WHERE leaf_index = 7", DamagedLeafError),
        ("UPDATE ledger_leaf SET leaf = X'00' WHERE leaf_index = 270", DamagedTileError),
    ],
)
def test_a_damaged_record_gets_no_checkpoint(
    sqlite_url: str, folder: Path, sql: str, error: type[Exception]
) -> None:
    filled(sqlite_url, 300)
    fetch(sqlite_url, sql)
    with pytest.raises(error):
        exported(sqlite_url, folder)
    assert not (folder / "checkpoint").exists()


def test_what_too_few_witnesses_have_seen_is_not_exported(sqlite_url: str, folder: Path) -> None:
    filled(sqlite_url, 3)
    with pytest.raises(QuorumError):
        exported(sqlite_url, folder, witnessed_policy())
    assert files(folder) == {}


def test_two_exports_do_not_write_to_one_folder(sqlite_url: str, folder: Path) -> None:
    filled(sqlite_url, 3)
    with ExportFolder(folder).alone(), pytest.raises(ExportError, match="another export"):
        exported(sqlite_url, folder)
    assert exported(sqlite_url, folder).size == 3

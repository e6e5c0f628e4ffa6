"""A key that has lost what was seen under it would sign a second history: it signs nothing."""

import shutil
from pathlib import Path

import pytest

from thiqa.witness import WitnessFolderError, open_folder
from thiqa.witness.folder import ED25519_FILE, MLDSA44_FILE, STORE_FILE
from thiqa.witness.store import Store
from witnesses import Clock, WitnessedLog, new_witness

KEY_FILES = pytest.mark.parametrize("key_file", [ED25519_FILE, MLDSA44_FILE])


def test_a_lost_file_is_not_begun_anew(folder: Path) -> None:
    (folder / STORE_FILE).unlink()
    with (
        pytest.raises(WitnessFolderError, match="never use them again"),
        open_folder(folder, Clock()),
    ):
        pass
    assert not (folder / STORE_FILE).exists()


def test_a_file_of_another_witness_is_refused(
    folder: Path, tmp_path: Path, log: WitnessedLog
) -> None:
    new_witness(tmp_path / "w2", log)
    shutil.copy(tmp_path / "w2" / STORE_FILE, folder / STORE_FILE)
    with pytest.raises(WitnessFolderError, match="two witnesses"), open_folder(folder, Clock()):
        pass


@KEY_FILES
def test_a_key_of_another_witness_is_refused(
    folder: Path, tmp_path: Path, log: WitnessedLog, key_file: str
) -> None:
    new_witness(tmp_path / "w2", log)
    shutil.copy(tmp_path / "w2" / key_file, folder / key_file)
    with pytest.raises(WitnessFolderError, match="two witnesses"), open_folder(folder, Clock()):
        pass


@KEY_FILES
def test_a_file_without_its_key_is_refused(folder: Path, key_file: str) -> None:
    (folder / key_file).unlink()
    with pytest.raises(WitnessFolderError, match="cannot be read"), open_folder(folder, Clock()):
        pass


def test_a_store_is_never_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="cannot be opened"):
        Store(tmp_path / STORE_FILE)
    assert list(tmp_path.iterdir()) == []

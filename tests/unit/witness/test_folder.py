"""A witness is made whole, and opened whole."""

from pathlib import Path

import pytest

from thiqa.ledger.errors import KeyFormatError
from thiqa.witness import WitnessFolderError, make_folder, open_folder
from thiqa.witness.folder import ED25519_FILE, MLDSA44_FILE
from witnesses import NAME, Clock, WitnessedLog, new_witness

KEY_FILES = pytest.mark.parametrize("key_file", [ED25519_FILE, MLDSA44_FILE])


def test_a_new_witness_has_a_key_and_has_seen_nothing(tmp_path: Path) -> None:
    key = make_folder(tmp_path / "w", NAME)
    with open_folder(tmp_path / "w", Clock()) as opened:
        assert opened.key == key
        assert opened.store.logs() == opened.store.forks() == []


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    key = make_folder(tmp_path / "w", NAME)
    with pytest.raises(WitnessFolderError, match="cannot be made"):
        make_folder(tmp_path / "w", NAME)
    with open_folder(tmp_path / "w", Clock()) as opened:
        assert opened.key == key
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


@pytest.mark.parametrize("name", ["", "two words", "a+b", "ⵣ" * 86])
def test_a_name_that_no_cosignature_can_carry_makes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyFormatError):
        make_folder(tmp_path / "w", name)
    assert list(tmp_path.iterdir()) == []


@KEY_FILES
def test_nobody_else_can_read_a_key(tmp_path: Path, key_file: str) -> None:
    make_folder(tmp_path / "w", NAME)
    assert (tmp_path / "w").stat().st_mode & 0o077 == 0
    assert (tmp_path / "w" / key_file).stat().st_mode & 0o077 == 0
    (tmp_path / "w" / key_file).chmod(0o640)
    with (
        pytest.raises(WitnessFolderError, match="open to other users"),
        open_folder(tmp_path / "w", Clock()),
    ):
        pass


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    make_folder(tmp_path / "w", NAME)
    (tmp_path / "w" / ED25519_FILE).write_bytes(content)
    with (
        pytest.raises(WitnessFolderError, match="not a private key"),
        open_folder(tmp_path / "w", Clock()),
    ):
        pass


def test_a_key_of_one_kind_is_no_key_of_the_other(tmp_path: Path) -> None:
    make_folder(tmp_path / "w", NAME)
    (tmp_path / "w" / ED25519_FILE).write_bytes((tmp_path / "w" / MLDSA44_FILE).read_bytes())
    with (
        pytest.raises(WitnessFolderError, match="two witnesses"),
        open_folder(tmp_path / "w", Clock()),
    ):
        pass


def test_what_was_seen_is_there_after_a_restart(tmp_path: Path) -> None:
    log = WitnessedLog()
    new_witness(tmp_path / "w", log)
    with open_folder(tmp_path / "w", Clock()) as opened:
        opened.witness.add_checkpoint(log.request(0, 9))
    with open_folder(tmp_path / "w", Clock()) as opened:
        opened.witness.add_checkpoint(log.request(9, 12))

"""Federation entity keys: all are published, the oldest one signs."""

from pathlib import Path

import pytest

from thiqa.crypto import KeyFileError
from thiqa.crypto.federation_keys import FederationKeys

NOW = 1_750_000_000


@pytest.fixture
def keys(tmp_path: Path) -> FederationKeys:
    """A directory with a first key."""
    made = FederationKeys(tmp_path / "federation")
    made.ensure(NOW)
    return made


def test_a_first_key_is_made_once(keys: FederationKeys) -> None:
    (first,) = keys.signers()
    keys.ensure(NOW + 1)
    assert [each.kid for each in keys.signers()] == [first.kid]


def test_the_oldest_key_signs_until_it_is_retired(keys: FederationKeys) -> None:
    (first,) = keys.signers()
    added = [keys.add(NOW) for _ in range(2)]
    assert [each.kid for each in keys.signers()] == [first.kid, *(each.kid for each in added)]
    assert keys.retire().kid == first.kid
    assert keys.signers()[0].kid == added[0].kid


def test_the_last_key_stays(keys: FederationKeys) -> None:
    with pytest.raises(KeyFileError, match="add one first"):
        keys.retire()


@pytest.mark.parametrize("what", ["file", "directory"])
def test_keys_that_others_can_read_are_refused(keys: FederationKeys, what: str) -> None:
    (file,) = keys.path.glob("*.pem")
    (file if what == "file" else keys.path).chmod(0o755)
    with pytest.raises(KeyFileError, match="open to other users"):
        keys.signers()


@pytest.mark.parametrize("content", [b"", b"nothing", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_is_named(keys: FederationKeys, content: bytes) -> None:
    (file,) = keys.path.glob("*.pem")
    file.write_bytes(content)
    with pytest.raises(KeyFileError, match=file.name):
        keys.signers()


def test_a_directory_without_keys_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="no federation key"):
        FederationKeys(tmp_path).signers()

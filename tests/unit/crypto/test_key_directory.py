import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from thiqa.crypto import Algorithm, CryptoError, KeyDirectory, KeyFileError

NOW = 1_800_000_000

ENSURE = """
import sys
from pathlib import Path
from thiqa.crypto import KeyDirectory
sys.stdin.read()
KeyDirectory(Path(sys.argv[1])).ensure(int(sys.argv[2]))
"""


def kids(directory: KeyDirectory) -> dict[Algorithm, list[str]]:
    return {
        algorithm: [key.signer.kid for key in keys]
        for algorithm, keys in directory.signing_keys().items()
    }


def secret_files(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir() if each.name != ".lock")


def test_a_new_directory_has_one_key_of_each_kind_and_the_secrets(tmp_path: Path) -> None:
    KeyDirectory(tmp_path / "keys").ensure(NOW)
    assert secret_files(tmp_path / "keys") == [
        "form.secret",
        "nonce.secret",
        "pairwise.secret",
        f"record-{NOW}.pem",
        f"sign-ES256-{NOW}.pem",
        f"sign-EdDSA-{NOW}.pem",
        f"sign-PS256-{NOW}.pem",
    ]


def test_only_the_owner_can_read_the_files_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        KeyDirectory(tmp_path / "keys").ensure(NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}


def test_a_second_start_changes_nothing(directory: KeyDirectory) -> None:
    before = kids(directory), directory.secret("pairwise")
    directory.ensure(NOW + 5)
    assert (kids(directory), directory.secret("pairwise")) == before


def test_what_is_missing_is_made_again_and_the_rest_kept(
    directory: KeyDirectory, tmp_path: Path
) -> None:
    before = kids(directory)
    (tmp_path / "keys" / f"sign-EdDSA-{NOW}.pem").unlink()
    directory.ensure(NOW + 5)
    after = kids(directory)
    assert after[Algorithm.ES256] == before[Algorithm.ES256]
    assert after[Algorithm.EDDSA] != before[Algorithm.EDDSA]


def test_processes_that_start_at_once_make_one_set_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", ENSURE, str(path), str(NOW + number)], stdin=subprocess.PIPE
        )
        for number in range(3)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.close()
    assert [racer.wait(timeout=60) for racer in racers] == [0, 0, 0]
    assert len(secret_files(path)) == 7
    assert all(len(keys) == 1 for keys in KeyDirectory(path).signing_keys().values())


def test_secrets_have_256_bits_and_differ(directory: KeyDirectory) -> None:
    assert len(directory.secret("pairwise")) == len(directory.secret("form")) == 32
    assert directory.secret("pairwise") != directory.secret("form")


def test_the_record_key_stays_over_rotations(directory: KeyDirectory) -> None:
    before = directory.record_key().public_key()
    directory.rotate(NOW + 60)
    assert directory.record_key().public_key() == before


def test_rotation_adds_a_key_and_keeps_the_old_one(directory: KeyDirectory) -> None:
    before = kids(directory)
    directory.rotate(NOW + 60)
    for algorithm, (old, *new) in kids(directory).items():
        assert [old] == before[algorithm]
        assert len(new) == 1


def test_rotation_removes_keys_whose_tokens_have_died(directory: KeyDirectory) -> None:
    directory.rotate(NOW + 60)
    directory.rotate(NOW + 60 + 900 + 3599)
    assert {len(keys) for keys in kids(directory).values()} == {3}
    directory.rotate(NOW + 60 + 900 + 3600)
    assert {len(keys) for keys in kids(directory).values()} == {3}
    assert all(keys[0].created_at == NOW + 60 for keys in directory.signing_keys().values())


def test_rotation_in_the_same_second_overwrites_no_key(directory: KeyDirectory) -> None:
    before = kids(directory)
    directory.rotate(NOW)
    for algorithm, found in kids(directory).items():
        assert found[0] == before[algorithm][0]
        assert len(found) == 2


def test_rotation_after_the_clock_went_back_adds_the_youngest_key(
    directory: KeyDirectory,
) -> None:
    before = kids(directory)
    directory.rotate(NOW - 10_000)
    for algorithm, found in kids(directory).items():
        assert found[0] == before[algorithm][0]


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_a_directory_open_to_others_is_refused(
    directory: KeyDirectory, tmp_path: Path, mode: int
) -> None:
    (tmp_path / "keys").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod"):
        directory.ensure(NOW)
    with pytest.raises(KeyFileError, match="chmod"):
        directory.signing_keys()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_open_to_others_is_refused(
    directory: KeyDirectory, tmp_path: Path, mode: int
) -> None:
    (tmp_path / "keys" / f"sign-ES256-{NOW}.pem").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod"):
        directory.signing_keys()


def test_a_missing_directory_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be used"):
        KeyDirectory(tmp_path / "none").signing_keys()


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(KeyFileError, match="cannot be made"):
        KeyDirectory(tmp_path / "keys").ensure(NOW)


def test_a_directory_without_keys_is_refused(directory: KeyDirectory, tmp_path: Path) -> None:
    (tmp_path / "keys" / f"sign-EdDSA-{NOW}.pem").unlink()
    (tmp_path / "keys" / f"record-{NOW}.pem").unlink()
    with pytest.raises(KeyFileError, match="lacks"):
        directory.signing_keys()
    with pytest.raises(KeyFileError, match="record"):
        directory.record_key()


def private_pem(encryption: serialization.KeySerializationEncryption) -> bytes:
    return ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        private_pem(serialization.NoEncryption()),
        private_pem(serialization.BestAvailableEncryption(b"password")),
    ],
    ids=["empty", "text", "P-384", "encrypted"],
)
def test_a_damaged_key_file_is_refused(
    directory: KeyDirectory, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "keys" / f"sign-ES256-{NOW}.pem").write_bytes(content)
    with pytest.raises(CryptoError):
        directory.signing_keys()


def test_a_key_under_the_name_of_another_algorithm_is_refused(
    directory: KeyDirectory, tmp_path: Path
) -> None:
    path = tmp_path / "keys"
    (path / f"sign-EdDSA-{NOW}.pem").rename(path / f"sign-ES256-{NOW}.pem")
    with pytest.raises(KeyFileError, match="ES256"):
        directory.signing_keys()


@pytest.mark.parametrize("content", [b"", b"AAAA", b"not base64url!", b"\xff"])
def test_a_damaged_secret_is_refused(
    directory: KeyDirectory, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "keys" / "pairwise.secret").write_bytes(content)
    with pytest.raises(KeyFileError, match="pairwise"):
        directory.secret("pairwise")


def test_an_interrupted_write_leaves_nothing_that_counts(
    directory: KeyDirectory, tmp_path: Path
) -> None:
    (tmp_path / "keys" / f".sign-ES256-{NOW + 9}.pem.partial").write_bytes(b"half a k")
    assert {len(keys) for keys in kids(directory).values()} == {1}

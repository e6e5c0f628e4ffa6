import stat
from pathlib import Path

import pytest

from thiqa.crypto import Algorithm, KeyFileError, PassingKeys
from thiqa.crypto.passing_keys import MOST_PUBLISHED, PASSING_SECONDS

NOW = 1_800_000_000


def test_no_key_is_there_before_one_is_made(tmp_path: Path) -> None:
    assert PassingKeys(tmp_path / "none").signers(NOW) == ()


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_key_is_seen_by_every_process_at_once(tmp_path: Path, algorithm: Algorithm) -> None:
    made = PassingKeys(tmp_path / "keys").make(b"\x01\x02", algorithm, NOW)
    (seen,) = PassingKeys(tmp_path / "keys").signers(NOW)
    assert seen.kid == made.kid
    assert seen.algorithm is algorithm


def test_a_key_dies_within_the_hour_and_its_file_with_the_next(tmp_path: Path) -> None:
    keys = PassingKeys(tmp_path)
    keys.make(b"\x01", Algorithm.ES256, NOW)
    assert len(keys.signers(NOW + PASSING_SECONDS - 1)) == 1
    assert keys.signers(NOW + PASSING_SECONDS) == ()
    keys.make(b"\x02", Algorithm.ES256, NOW + PASSING_SECONDS)
    assert len(list(tmp_path.iterdir())) == 1


def test_only_the_owner_may_read_a_key(tmp_path: Path) -> None:
    PassingKeys(tmp_path / "keys").make(b"\x01", Algorithm.EDDSA, NOW)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    PassingKeys(tmp_path).make(b"\x01", Algorithm.ES256, NOW)
    (file,) = tmp_path.iterdir()
    file.write_text("nothing")
    with pytest.raises(KeyFileError, match=file.name):
        PassingKeys(tmp_path).signers(NOW)


def test_of_many_keys_the_newest_are_published(tmp_path: Path) -> None:
    keys = PassingKeys(tmp_path)
    made = [keys.make(bytes([n]), Algorithm.EDDSA, NOW + n) for n in range(MOST_PUBLISHED + 3)]
    seen = [signer.kid for signer in keys.signers(NOW + 30)]
    assert seen == [signer.kid for signer in made[3:]]

import json
from pathlib import Path

import pytest

from thiqa.crypto import FAPI_ALGORITHMS, Algorithm, KeyDirectory, KeyFileError, KeyRing, verify_jws

NOW = 1_800_000_000
RELOADED = NOW + 30
SIGNING = NOW + 900


def test_every_algorithm_signs_with_a_published_key(directory: KeyDirectory) -> None:
    ring = KeyRing(directory, NOW)
    shown = {key["kid"] for key in json.loads(ring.jwks(NOW))["keys"]}
    assert {ring.signer(algorithm, NOW).kid for algorithm in FAPI_ALGORITHMS} == shown


def test_own_tokens_are_verified_with_the_published_keys(directory: KeyDirectory) -> None:
    ring = KeyRing(directory, NOW)
    for algorithm in FAPI_ALGORITHMS:
        token = ring.signer(algorithm, NOW).sign({"a": 1})
        assert verify_jws(token, ring.verification_keys(NOW)).claims == {"a": 1}


def test_a_rotation_is_published_first_and_signs_later(directory: KeyDirectory) -> None:
    ring = KeyRing(directory, NOW)
    old = ring.signer(Algorithm.ES256, NOW).kid
    directory.rotate(NOW)
    assert len(json.loads(ring.jwks(RELOADED - 1))["keys"]) == 3
    assert len(json.loads(ring.jwks(RELOADED))["keys"]) == 6
    assert ring.signer(Algorithm.ES256, SIGNING).kid == old
    assert ring.signer(Algorithm.ES256, SIGNING + 1).kid != old


def test_old_tokens_are_verified_until_their_key_is_withdrawn(directory: KeyDirectory) -> None:
    ring = KeyRing(directory, NOW)
    token = ring.signer(Algorithm.ES256, NOW).sign({"a": 1})
    directory.rotate(NOW)
    last = SIGNING + 1 + 3600 - 1
    assert verify_jws(token, ring.verification_keys(last)).claims == {"a": 1}
    assert ring.signer(Algorithm.ES256, NOW).kid not in {
        key.kid for key in ring.verification_keys(last + 1)
    }


def test_the_set_shows_no_private_member(directory: KeyDirectory) -> None:
    for key in json.loads(KeyRing(directory, NOW).jwks(NOW))["keys"]:
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & key.keys()


def test_rotations_are_followed_after_the_clock_went_back(directory: KeyDirectory) -> None:
    ring = KeyRing(directory, NOW + 10_000)
    directory.rotate(NOW)
    assert len(json.loads(ring.jwks(NOW + 1))["keys"]) == 6


def test_a_ring_without_keys_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    with pytest.raises(KeyFileError):
        KeyRing(KeyDirectory(tmp_path / "keys"), NOW)

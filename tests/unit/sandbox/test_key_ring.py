import json
from pathlib import Path

import pytest

from thiqa.crypto import Algorithm, KeyDirectory, PassingKeys
from thiqa.sandbox.key_ring import SandboxKeyRing

NOW = 1_800_000_000


@pytest.fixture
def directory(tmp_path: Path) -> KeyDirectory:
    """A key directory with a key for each algorithm."""
    directory = KeyDirectory(tmp_path / "keys")
    directory.ensure(NOW, algorithms=Algorithm)
    return directory


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_passing_key_is_published_and_accepted_and_signs_nothing_else(
    directory: KeyDirectory, tmp_path: Path, algorithm: Algorithm
) -> None:
    passing = PassingKeys(tmp_path / "passing")
    ring = SandboxKeyRing(directory, passing, NOW)
    before = json.loads(ring.jwks(NOW))["keys"]
    made = passing.make(b"\x01", algorithm, NOW)
    after = json.loads(ring.jwks(NOW))["keys"]
    assert after == [*before, made.public_jwk]
    assert made.kid in {key.kid for key in ring.verification_keys(NOW)}
    assert ring.signer(algorithm, NOW).kid != made.kid


def test_without_passing_keys_it_is_the_usual_ring(directory: KeyDirectory, tmp_path: Path) -> None:
    ring = SandboxKeyRing(directory, PassingKeys(tmp_path / "none"), NOW)
    assert len(json.loads(ring.jwks(NOW))["keys"]) == len(ring.verification_keys(NOW))

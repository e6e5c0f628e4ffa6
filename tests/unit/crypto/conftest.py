from functools import cache
from pathlib import Path

import pytest

from thiqa.crypto import FAPI_ALGORITHMS, Algorithm, KeyDirectory, Signer, generate_key

NOW = 1_800_000_000


@cache
def signer_for(algorithm: Algorithm) -> Signer:
    return Signer(generate_key(algorithm))


@pytest.fixture(params=list(FAPI_ALGORITHMS))
def signer(request: pytest.FixtureRequest) -> Signer:
    return signer_for(request.param)


@pytest.fixture
def directory(tmp_path: Path) -> KeyDirectory:
    keys = KeyDirectory(tmp_path / "keys")
    keys.ensure(NOW)
    return keys

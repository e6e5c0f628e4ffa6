"""A witness that knows one log, and has seen nothing of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from thiqa.witness import OpenWitness, open_folder
from witnesses import Clock, WitnessedLog, new_witness


@pytest.fixture(scope="session")
def log() -> WitnessedLog:
    """A log that the witness knows."""
    return WitnessedLog()


@pytest.fixture
def clock() -> Clock:
    """The witness's clock."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, log: WitnessedLog) -> Path:
    """The folder of a new witness."""
    new_witness(tmp_path / "w1", log)
    return tmp_path / "w1"


@pytest.fixture
def opened(folder: Path, clock: Clock) -> Iterator[OpenWitness]:
    """The witness, ready."""
    with open_folder(folder, clock) as opened:
        yield opened

"""The provider as an operator runs it: `thiqa serve` as processes of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from world import Processes, SpecimenCountry, provider_processes

COMMAND_SECONDS = 60
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def provider(country: SpecimenCountry, database_url: str, tmp_path: Path) -> Iterator[Processes]:
    """One process, on each kind of database."""
    yield from _provider(country, database_url, tmp_path, workers=1)


@pytest.fixture
def two_workers(country: SpecimenCountry, database_url: str, tmp_path: Path) -> Iterator[Processes]:
    """One process that keeps two workers, on each kind of database."""
    yield from _provider(country, database_url, tmp_path, workers=2)


@pytest.fixture
def thiqa() -> Run:
    """Runs a command as a process of its own, with these settings and no others."""

    def run(*arguments: str | Path, **settings: str | Path) -> "subprocess.CompletedProcess[str]":
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("THIQA_")}
        return subprocess.run(
            [sys.executable, "-m", "thiqa.cli", *arguments],
            env={**inherited, **{name: str(value) for name, value in settings.items()}},
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    return run


def _provider(
    country: SpecimenCountry, database_url: str, tmp_path: Path, *, workers: int
) -> Iterator[Processes]:
    data = tmp_path / "provider"
    data.mkdir()
    with provider_processes(country, database_url, data, workers=workers) as running:
        yield running

"""Commands called inside the test's process, on a folder of their own."""

from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from thiqa.cli.main import thiqa

Call = Callable[..., click.testing.Result]


@pytest.fixture
def call(tmp_path: Path, sqlite_url: str) -> Call:
    """Calls a command with settings for a new, migrated database."""
    settings = {
        "THIQA_DATA": str(tmp_path / "data"),
        "THIQA_DATABASE": sqlite_url,
        "THIQA_SPECIMEN": "true",
    }

    def call(*arguments: str | Path, **changes: str) -> click.testing.Result:
        runner = click.testing.CliRunner(env={**settings, **changes})
        return runner.invoke(thiqa, [str(argument) for argument in arguments])

    return call

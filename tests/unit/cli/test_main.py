import subprocess
import sys
from pathlib import Path

import pytest

from thiqa.cli.main import COMMANDS
from unit.cli.conftest import Call


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "thiqa.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_is_listed_with_what_it_does(call: Call) -> None:
    helped = call("--help")
    assert helped.exit_code == 0
    lines = [line.split() for line in helped.stdout.partition("Commands:")[2].splitlines() if line]
    assert [line[0] for line in lines] == sorted(COMMANDS)
    assert all(len(line) > 2 for line in lines)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(call: Call, command: str) -> None:
    assert call(command, "--help").exit_code == 0


def test_an_unknown_command_is_refused(call: Call) -> None:
    answer = call("frobnicate")
    assert answer.exit_code == 2
    assert "frobnicate" in answer.stderr


def test_a_foreseen_error_is_one_line_and_status_1(tmp_path: Path) -> None:
    done = run("client", "list", THIQA_DATA=str(tmp_path), THIQA_COLOUR="blue")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("thiqa: THIQA_COLOUR is not a setting; settings are THIQA_")
    assert done.stderr.count("\n") == 1


def test_what_a_command_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run("migrate", THIQA_DATA=str(data)).returncode == 0
    made = [data, *data.rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in made} == {0}
    assert (data / "thiqa.db") in made

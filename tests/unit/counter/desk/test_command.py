"""`python -m thiqa.counter clerk invite`, as an operator types it."""

import os
import subprocess
import sys
from pathlib import Path

from counter_databases import CounterUnits
from thiqa.base import digest


def invite(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"COUNTER_DATA": str(folder), "COUNTER_URL": "https://guichet.example"}
    return subprocess.run(
        [sys.executable, "-m", "thiqa.counter", "clerk", "invite", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_link_is_printed_and_its_digest_kept(tmp_path: Path) -> None:
    done = invite(tmp_path, "--body", "dgsn", "--role", "supervisor", "--label", "Desk 4")
    assert done.returncode == 0, done.stderr
    address, _, code = done.stdout.strip().rpartition("/")
    assert address == "https://guichet.example/desk/join"
    units = CounterUnits(f"sqlite:///{tmp_path / 'counter.sqlite'}")
    kept = units.read(lambda records: records.desk.get_invitation(digest(code)))
    assert kept is not None
    assert (kept.body, kept.role, kept.label) == ("dgsn", "supervisor", "Desk 4")


def test_a_body_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    done = invite(tmp_path, "--body", "police")
    assert done.returncode == 2
    assert "no such body: police; there are" in done.stderr
    assert "dgsn" in done.stderr

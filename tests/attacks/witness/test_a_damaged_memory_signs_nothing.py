"""Somebody writes into the file of a witness past the program: it notices, and signs nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from thiqa.base import StorageUnavailableError
from thiqa.witness import OpenWitness
from thiqa.witness.folder import STORE_FILE
from witnesses import WitnessedLog


@pytest.mark.parametrize(
    ("change", "old"),
    [
        ("size = 8", 8),
        ("size = 10", 10),
        ("size = 0", 0),
        ("root = zeroblob(32)", 9),
        ("checkpoint = replace(checkpoint, char(10) || '9', char(10) || '8')", 9),
        ("checkpoint = replace(checkpoint, 'log.example', 'log.elsewhere')", 9),
        ("checkpoint = ''", 9),
    ],
)
def test_what_was_seen_is_changed(
    opened: OpenWitness, folder: Path, log: WitnessedLog, change: str, old: int
) -> None:
    opened.witness.add_checkpoint(log.request(0, 9))
    with closing(sqlite3.connect(folder / STORE_FILE)) as file, file:
        file.execute("DROP TRIGGER seen_grows")
        assert file.execute(f"UPDATE seen SET {change}").rowcount == 1
    for body in (log.request(old, 12), log.request(0, 12), log.request(9, 9)):
        with pytest.raises(StorageUnavailableError, match="damaged"):
            opened.witness.add_checkpoint(body)

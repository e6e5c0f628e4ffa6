"""A log that would have leaves forgotten is refused: by the rules, and by the file itself."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from thiqa.base import StorageUnavailableError
from thiqa.witness import OpenWitness
from thiqa.witness.errors import MalformedRequestError, OtherSizeError
from thiqa.witness.folder import STORE_FILE
from thiqa.witness.models import Seen, hash_origin
from witnesses import WitnessedLog, add_checkpoint


@pytest.fixture(autouse=True)
def seen(opened: OpenWitness, log: WitnessedLog) -> None:
    """The witness has cosigned nine leaves."""
    opened.witness.add_checkpoint(log.request(0, 9))


def test_an_old_size_above_that_of_the_checkpoint(opened: OpenWitness, log: WitnessedLog) -> None:
    for proof in ([], log.proof(5, 9)):
        with pytest.raises(MalformedRequestError) as refused:
            opened.witness.add_checkpoint(add_checkpoint(9, proof, log.checkpoint(5)))
        assert refused.value.status == 400


@pytest.mark.parametrize(("old", "new"), [(0, 5), (0, 9), (0, 0), (5, 5), (5, 9), (3, 5)])
def test_a_checkpoint_that_takes_up_an_older_one(
    opened: OpenWitness, log: WitnessedLog, old: int, new: int
) -> None:
    with pytest.raises(OtherSizeError) as refused:
        opened.witness.add_checkpoint(log.request(old, new))
    assert refused.value.size == 9


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seen SET size = 8",
        "UPDATE seen SET root = zeroblob(32)",
        "UPDATE seen SET origin = 'another'",
        "DELETE FROM seen",
    ],
)
def test_the_file_itself_forgets_nothing(opened: OpenWitness, folder: Path, statement: str) -> None:
    with (
        closing(sqlite3.connect(folder / STORE_FILE)) as file,
        pytest.raises(sqlite3.IntegrityError, match="not forgotten"),
    ):
        file.execute(statement)


def test_a_place_that_was_taken_meanwhile_is_not_taken_again(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    last = opened.store.last_seen(hash_origin(log.by.name))
    opened.witness.add_checkpoint(log.request(9, 20))
    for stale in (last, None):
        new = Seen(log.head(12), log.checkpoint(12), 0)
        assert opened.store.replace(log.by.name, stale, new) is None


def test_a_larger_tree_without_its_place_is_refused_by_the_file(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    last = opened.store.last_seen(hash_origin(log.by.name))
    with pytest.raises(StorageUnavailableError, match="not forgotten"):
        opened.store.replace(log.by.name, last, Seen(log.head(5), log.checkpoint(5), 0))

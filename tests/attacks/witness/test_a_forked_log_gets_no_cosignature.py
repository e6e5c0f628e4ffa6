"""A log that tells two stories gets a cosignature for one, and leaves the proof of the other."""

import pytest

from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.witness import OpenWitness
from thiqa.witness.errors import ForkError, InconsistentError
from thiqa.witness.models import hash_origin
from thiqa.witness.store import MAX_FORKS
from witnesses import WitnessedLog, add_checkpoint


@pytest.fixture
def liar() -> WitnessedLog:
    """The same log, by the same key, with another story."""
    return WitnessedLog(story="false")


@pytest.fixture(autouse=True)
def seen(opened: OpenWitness, log: WitnessedLog) -> None:
    """The witness has cosigned the true story."""
    opened.witness.add_checkpoint(log.request(0, 9))


def test_another_tree_of_the_same_size(
    opened: OpenWitness, log: WitnessedLog, liar: WitnessedLog
) -> None:
    with pytest.raises(ForkError) as refused:
        opened.witness.add_checkpoint(liar.request(9, 9))
    assert refused.value.status == 422
    [fork] = opened.store.forks()
    assert (fork.checkpoint, fork.other) == (log.checkpoint(9), liar.checkpoint(9))


def test_a_larger_tree_that_does_not_begin_with_ours(
    opened: OpenWitness, log: WitnessedLog, liar: WitnessedLog
) -> None:
    for proof in (liar.proof(9, 12), log.proof(9, 12), []):
        with pytest.raises(InconsistentError) as refused:
            opened.witness.add_checkpoint(add_checkpoint(9, proof, liar.checkpoint(12)))
        assert refused.value.status == 422
    opened.witness.add_checkpoint(log.request(9, 12))


def test_a_fork_changes_nothing_of_what_was_seen(
    opened: OpenWitness, log: WitnessedLog, liar: WitnessedLog
) -> None:
    before = opened.witness.last_checkpoint(hash_origin(log.by.name))
    for body in (liar.request(9, 9), liar.request(9, 12)):
        with pytest.raises(InconsistentError):
            opened.witness.add_checkpoint(body)
    assert opened.witness.last_checkpoint(hash_origin(log.by.name)) == before


def test_a_log_that_forks_for_ever_does_not_fill_the_disk(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    for number in range(MAX_FORKS + 10):
        root = number.to_bytes(32, "big")
        checkpoint = sign_checkpoint(TreeHead(9, root), log.by)
        for _ in range(2):
            with pytest.raises(ForkError):
                opened.witness.add_checkpoint(add_checkpoint(9, [], checkpoint))
    assert len(opened.store.forks()) == MAX_FORKS

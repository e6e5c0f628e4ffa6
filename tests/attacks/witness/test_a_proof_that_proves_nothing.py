"""A proof that does not show that one history grew is refused, line by line."""

import pytest

from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.witness import OpenWitness
from thiqa.witness.errors import InconsistentError
from witnesses import WitnessedLog, add_checkpoint


def refused(opened: OpenWitness, body: bytes) -> None:
    """Have a request refused with the status of an inconsistency."""
    with pytest.raises(InconsistentError) as error:
        opened.witness.add_checkpoint(body)
    assert error.value.status == 422


@pytest.mark.parametrize(("old", "new"), [(4, 9), (7, 9), (256, 600), (599, 600)])
def test_a_proof_with_one_line_changed_missing_or_too_many(
    opened: OpenWitness, log: WitnessedLog, old: int, new: int
) -> None:
    opened.witness.add_checkpoint(log.request(0, old))
    proof, checkpoint = log.proof(old, new), log.checkpoint(new)
    for at, line in enumerate(proof):
        changed = bytes([line[0] ^ 1]) + line[1:]
        for lines in ([changed], [], [line, line]):
            wrong = [*proof[:at], *lines, *proof[at + 1 :]]
            refused(opened, add_checkpoint(old, wrong, checkpoint))
    refused(opened, add_checkpoint(old, [], checkpoint))
    refused(opened, add_checkpoint(old, [bytes(32)] * 63, checkpoint))
    opened.witness.add_checkpoint(log.request(old, new))


def test_a_proof_where_nothing_is_to_be_proved(opened: OpenWitness, log: WitnessedLog) -> None:
    refused(opened, add_checkpoint(0, log.proof(4, 9), log.checkpoint(9)))
    opened.witness.add_checkpoint(log.request(0, 9))
    refused(opened, add_checkpoint(9, [bytes(32)], log.checkpoint(9)))


def test_an_empty_tree_with_the_root_of_another(opened: OpenWitness, log: WitnessedLog) -> None:
    empty = sign_checkpoint(TreeHead(0, bytes(32)), log.by)
    refused(opened, add_checkpoint(0, [], empty))

"""A checkpoint that the log did not sign gets no cosignature, whatever else it says."""

import pytest

from specimen_log import signer
from thiqa.ledger.note import parse_note, sign_note
from thiqa.witness import KnownLog, OpenWitness
from thiqa.witness.errors import NotSignedByLogError, UnknownLogError
from witnesses import WitnessedLog, add_checkpoint


def test_a_log_that_is_unknown(opened: OpenWitness) -> None:
    stranger = WitnessedLog(signer(0, "stranger.example/log"))
    with pytest.raises(UnknownLogError) as refused:
        opened.witness.add_checkpoint(stranger.request(0, 9))
    assert refused.value.status == 404


@pytest.mark.parametrize("name", ["log.example/record", "stranger.example/log"])
def test_a_known_origin_signed_by_another_key(
    opened: OpenWitness, log: WitnessedLog, name: str
) -> None:
    text, _ = parse_note(log.checkpoint(9))
    note = sign_note(text, [signer(1, name)])
    with pytest.raises(NotSignedByLogError) as refused:
        opened.witness.add_checkpoint(add_checkpoint(0, [], note))
    assert refused.value.status == 403


def test_the_key_of_another_log_that_we_know(opened: OpenWitness, log: WitnessedLog) -> None:
    other = signer(1, "other.example/log")
    opened.store.add_log(KnownLog(other.name, other.verifier_key))
    text, _ = parse_note(log.checkpoint(9))
    with pytest.raises(NotSignedByLogError):
        opened.witness.add_checkpoint(add_checkpoint(0, [], sign_note(text, [other])))


def test_a_head_that_was_changed_after_it_was_signed(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    with pytest.raises(NotSignedByLogError):
        opened.witness.add_checkpoint(log.request(0, 9).replace(b"\n9\n", b"\n10\n"))


def test_a_bad_signature_in_the_name_of_a_key_that_we_trust_beside_a_good_one(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    second = signer(1)
    opened.store.add_log(KnownLog(log.by.name, second.verifier_key))
    text, _ = parse_note(log.checkpoint(9))
    _, _, good = sign_note(text, [log.by]).rpartition("\n\n")
    _, _, bad = sign_note(text.replace("\n9\n", "\n8\n"), [second]).rpartition("\n\n")
    for lines in (good + bad, bad + good):
        with pytest.raises(NotSignedByLogError) as refused:
            opened.witness.add_checkpoint(add_checkpoint(0, [], f"{text}\n{lines}"))
        assert refused.value.status == 403


def test_the_cosignature_of_a_witness_does_not_stand_in_for_the_log(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    text, _ = parse_note(log.checkpoint(9))
    line = opened.witness.add_checkpoint(log.request(0, 9))
    with pytest.raises(NotSignedByLogError):
        opened.witness.add_checkpoint(add_checkpoint(9, [], f"{text}\n{line}"))

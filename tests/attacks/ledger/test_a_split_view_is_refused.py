"""A log that shows people different trees: the fork lacks the witnesses (threat 22)."""

import pytest

from specimen_log import (
    NOON,
    POLICY,
    MemoryLog,
    cosigned,
    log_of,
    release,
    signer,
    witness,
    witnessed_policy,
)
from thiqa.base import b64encode
from thiqa.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from thiqa.ledger.cosignature import TIME_BYTES
from thiqa.ledger.errors import QuorumError, SignatureError, UnknownKeyError
from thiqa.ledger.note import NoteSignature, parse_note
from thiqa.ledger.receipt import verify_receipt

TWO_OF_THREE = witnessed_policy(3, 2)
LOG = log_of(9)
SIGNED = sign_checkpoint(LOG.head, signer())
GOOD = cosigned(SIGNED, 0, 1)


def _fork() -> MemoryLog:
    """Return what the log shows to one person alone: as many entries, one of them another."""
    log = log_of(8)
    log.add(release(NOON + 8, subject="somebody-else"))
    return log


def _moved(line: NoteSignature, **changes: str | bytes) -> str:
    parts = {"name": line.name, "key_hash": line.key_hash, "signature": line.signature, **changes}
    return NoteSignature(**parts).line  # type: ignore[arg-type]  # of the same kinds


def _lines(note: str) -> list[NoteSignature]:
    return list(parse_note(note)[1])


def test_the_checkpoint_that_the_forgeries_start_from_holds() -> None:
    assert len(verify_checkpoint(GOOD, TWO_OF_THREE).cosigned_by) == 2


def test_a_fork_that_the_log_signs_has_no_quorum() -> None:
    receipt = _fork().receipt(8)
    assert verify_receipt(receipt, POLICY), "the log's key alone vouches for the fork"
    with pytest.raises(QuorumError):
        verify_receipt(receipt, TWO_OF_THREE)


def test_one_witness_that_lends_itself_to_a_fork_is_not_enough() -> None:
    with pytest.raises(QuorumError, match=r"w2\.example"):
        verify_receipt(_fork().receipt(8, witnesses=(2,)), TWO_OF_THREE)


def test_cosignatures_of_the_shown_tree_do_not_hold_for_the_fork() -> None:
    fork = sign_checkpoint(_fork().head, signer())
    cosignatures = "".join(line.line for line in _lines(GOOD)[1:])
    with pytest.raises(SignatureError):
        verify_checkpoint(fork + cosignatures, TWO_OF_THREE)


def test_a_witness_counts_once() -> None:
    for note in (cosigned(SIGNED, 0, 0), cosigned(cosigned(SIGNED, 0), 0, at=NOON + 1)):
        with pytest.raises(QuorumError):
            verify_checkpoint(note, TWO_OF_THREE)


def test_witnesses_that_the_policy_does_not_name_do_not_count() -> None:
    with pytest.raises(QuorumError):
        verify_checkpoint(cosigned(SIGNED, 5, 6, 7), TWO_OF_THREE)


def test_a_cosignature_under_the_name_of_another_witness_is_refused() -> None:
    _, line, _ = _lines(GOOD)
    other = witness(2).key
    for note in (
        SIGNED + _moved(line, name=other.name),
        SIGNED + _moved(line, key_hash=other.key_hash),
    ):
        with pytest.raises(QuorumError):
            verify_checkpoint(
                note + witness(1).cosign(parse_note(SIGNED)[0], NOON).line, TWO_OF_THREE
            )
    with pytest.raises(SignatureError):
        verify_checkpoint(
            SIGNED + _moved(line, name=other.name, key_hash=other.key_hash), TWO_OF_THREE
        )


def test_the_time_of_a_cosignature_cannot_be_changed() -> None:
    _, line, _ = _lines(GOOD)
    later = (NOON + 3600).to_bytes(TIME_BYTES) + line.signature[TIME_BYTES:]
    with pytest.raises(SignatureError):
        verify_checkpoint(SIGNED + _moved(line, signature=later), TWO_OF_THREE)


def test_a_plain_signature_of_a_witness_is_no_cosignature() -> None:
    text, _ = parse_note(SIGNED)
    for number in (0, 1):
        plain = signer(100 + number, witness(number).key.name)
        assert plain.verifier_key.public_key == witness(number).key.public_key
        note = (
            f"{SIGNED}\u2014 {plain.name} {b64encode(plain.key_hash + plain.sign(text.encode()))}\n"
        )
        with pytest.raises(QuorumError):
            verify_checkpoint(note, TWO_OF_THREE)


def test_witnesses_alone_do_not_speak_for_the_log() -> None:
    text, (_, *cosignatures) = parse_note(GOOD)
    note = f"{text}\n" + "".join(line.line for line in cosignatures)
    with pytest.raises(UnknownKeyError):
        verify_checkpoint(note, TWO_OF_THREE)


def test_a_cosignature_with_a_changed_bit_condemns_the_checkpoint() -> None:
    _, first, second = _lines(GOOD)
    for place in range(len(first.signature)):
        spoilt = bytearray(first.signature)
        spoilt[place] ^= 1
        note = SIGNED + _moved(first, signature=bytes(spoilt)) + second.line
        with pytest.raises(SignatureError):
            verify_checkpoint(note, TWO_OF_THREE)

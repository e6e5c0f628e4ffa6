"""A witness cosigns what grows, and answers the rest as C2SP tlog-witness says."""

import pytest

from specimen_log import NOON, signer
from thiqa.ledger.errors import CheckpointFormatError
from thiqa.ledger.note import parse_note, sign_note
from thiqa.witness import KnownLog, OpenWitness, RefusedError
from thiqa.witness.errors import OtherSizeError, UnknownLogError
from thiqa.witness.models import Seen, hash_origin
from witnesses import Clock, WitnessedLog, add_checkpoint, verified


def test_a_log_that_grows_is_cosigned_each_time(opened: OpenWitness, log: WitnessedLog) -> None:
    sizes = [0, 1, 2, 255, 256, 257, 600]
    for old, new in zip([0, *sizes], sizes, strict=False):
        answer = opened.witness.add_checkpoint(log.request(old, new))
        assert answer.endswith("\n")
        assert answer.count("\n") == 2
        for key in (opened.key, opened.post_quantum_key):
            assert verified(answer, log.checkpoint(new), key).at == NOON


def test_the_same_size_is_cosigned_again_with_a_new_time(
    opened: OpenWitness, log: WitnessedLog, clock: Clock
) -> None:
    opened.witness.add_checkpoint(log.request(0, 9))
    clock.now += 60
    answer = opened.witness.add_checkpoint(log.request(9, 9))
    assert verified(answer, log.checkpoint(9), opened.key).at == NOON + 60


def test_a_clock_that_goes_back_does_not_take_the_time_back(
    opened: OpenWitness, log: WitnessedLog, clock: Clock
) -> None:
    opened.witness.add_checkpoint(log.request(0, 9))
    clock.now -= 3_600
    answer = opened.witness.add_checkpoint(log.request(9, 20))
    assert verified(answer, log.checkpoint(20), opened.key).at == NOON


@pytest.mark.parametrize(("old", "new"), [(0, 12), (8, 12), (10, 12), (12, 12)])
def test_another_old_size_is_answered_with_the_last_one(
    opened: OpenWitness, log: WitnessedLog, old: int, new: int
) -> None:
    opened.witness.add_checkpoint(log.request(0, 9))
    with pytest.raises(OtherSizeError) as refused:
        opened.witness.add_checkpoint(log.request(old, new))
    assert (refused.value.size, refused.value.status) == (9, 409)


def test_each_log_has_a_history_of_its_own(opened: OpenWitness, log: WitnessedLog) -> None:
    other = WitnessedLog(signer(2, "other.example/log"), "another story")
    opened.store.add_log(other.known)
    opened.witness.add_checkpoint(log.request(0, 9))
    opened.witness.add_checkpoint(other.request(0, 5))
    opened.witness.add_checkpoint(log.request(9, 10))
    opened.witness.add_checkpoint(other.request(5, 6))


def test_an_origin_may_be_another_name_than_the_key(opened: OpenWitness, log: WitnessedLog) -> None:
    text, _ = parse_note(log.checkpoint(5))
    note = sign_note(text.replace(log.by.name, "a tree in a database"), [log.by])
    with pytest.raises(UnknownLogError):
        opened.witness.add_checkpoint(add_checkpoint(0, [], note))
    opened.store.add_log(KnownLog("a tree in a database", log.by.verifier_key))
    verified(opened.witness.add_checkpoint(add_checkpoint(0, [], note)), note, opened.key)


def test_signatures_by_unknown_keys_are_ignored(opened: OpenWitness, log: WitnessedLog) -> None:
    text, _ = parse_note(log.checkpoint(5))
    note = sign_note(text, [signer(7, "someone.example"), log.by, signer(8)])
    answer = opened.witness.add_checkpoint(add_checkpoint(0, [], note))
    verified(answer, note, opened.key)
    kept = opened.witness.last_checkpoint(hash_origin(log.by.name))
    assert kept == log.checkpoint(5) + answer


def test_extension_lines_are_cosigned_too(opened: OpenWitness, log: WitnessedLog) -> None:
    text, _ = parse_note(log.checkpoint(5))
    note = sign_note(f"{text}an extension\n", [log.by])
    verified(opened.witness.add_checkpoint(add_checkpoint(0, [], note)), note, opened.key)


def test_the_last_checkpoint_is_given_to_whoever_asks(
    opened: OpenWitness, log: WitnessedLog, clock: Clock
) -> None:
    name = hash_origin(log.by.name)
    with pytest.raises(UnknownLogError):
        opened.witness.last_checkpoint(name)
    for old, new in [(0, 3), (3, 9)]:
        answer = opened.witness.add_checkpoint(log.request(old, new))
        clock.now += 10
    assert opened.witness.last_checkpoint(name) == log.checkpoint(9) + answer


def test_monitors_see_the_answer_before_until_there_is_another_one(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    name = hash_origin(log.by.name)
    opened.witness.add_checkpoint(log.request(0, 3))
    before, first = opened.witness.last_checkpoint(name), opened.store.last_seen(name)
    second = opened.store.replace(log.by.name, first, Seen(log.head(9), log.checkpoint(9), NOON))
    assert first is not None
    assert second is not None
    assert opened.witness.last_checkpoint(name) == before
    opened.store.keep_answer(log.by.name, second, "the second")
    opened.store.keep_answer(log.by.name, first, "the first one, late")
    assert opened.witness.last_checkpoint(name) == "the second"


@pytest.mark.parametrize("origin", ["", "two\nlines", "a" * 256, "ⵣ" * 86])
def test_an_origin_that_no_cosignature_can_carry_is_no_log(log: WitnessedLog, origin: str) -> None:
    with pytest.raises(CheckpointFormatError):
        KnownLog(origin, log.by.verifier_key)


def test_a_log_that_is_removed_and_comes_back_goes_on_where_it_was(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    opened.witness.add_checkpoint(log.request(0, 9))
    assert opened.store.remove_log(log.known)
    with pytest.raises(UnknownLogError):
        opened.witness.add_checkpoint(log.request(9, 12))
    assert opened.store.add_log(log.known)
    with pytest.raises(OtherSizeError):
        opened.witness.add_checkpoint(log.request(0, 12))
    opened.witness.add_checkpoint(log.request(9, 12))


def test_every_refusal_has_a_status_of_the_specification() -> None:
    def leaves(kind: type[RefusedError]) -> set[type[RefusedError]]:
        return {kind}.union(*map(leaves, kind.__subclasses__()))

    statuses = {int(kind.status) for kind in leaves(RefusedError) - {RefusedError}}
    assert statuses == {400, 403, 404, 409, 422}


def test_an_empty_log_may_be_cosigned(opened: OpenWitness, log: WitnessedLog) -> None:
    verified(opened.witness.add_checkpoint(log.request(0, 0)), log.checkpoint(0), opened.key)
    opened.witness.add_checkpoint(log.request(0, 5))

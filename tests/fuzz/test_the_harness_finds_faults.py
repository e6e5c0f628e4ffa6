"""A harness that finds nothing proves nothing: readers with faults on purpose."""

import time

import pytest

from fuzz.__main__ import shares
from fuzz.outcome import (
    AcceptedError,
    HangError,
    Outcome,
    Target,
    require_one_spelling,
    require_same,
)
from fuzz.running import FoundError, run
from thiqa.base import EncodingError, require_der
from thiqa.card.errors import TlvError

SAMPLE = bytes.fromhex("300a020101040548656c6c6f")


def find(target: Target, longest: float = 5.0) -> BaseException:
    with pytest.raises(FoundError) as found:
        run("faulty", target, inputs=3_000, seed=1, longest=longest)
    assert found.value.data.hex() in str(found.value)
    assert found.value.__cause__ is not None
    return found.value.__cause__


def test_a_crash_is_found() -> None:
    def crash(data: bytes, sample: bytes) -> Outcome:
        return Outcome.SAME if data[9] else Outcome.REFUSED

    assert isinstance(find(Target((SAMPLE,), crash)), IndexError)


def test_a_reader_that_forgets_to_verify_is_found() -> None:
    def believe(data: bytes, sample: bytes) -> Outcome:
        if not data.startswith(b"\x30"):
            raise TlvError("no sequence")
        return require_same(data[-5:], sample[-5:])

    assert isinstance(find(Target((SAMPLE,), believe)), AcceptedError)


def test_a_byte_that_nobody_authenticates_is_found_where_every_byte_counts() -> None:
    def lax(data: bytes, sample: bytes) -> Outcome:
        if data[1:] != sample[1:]:
            raise TlvError("changed")
        return Outcome.SAME

    assert isinstance(find(Target((SAMPLE,), lax, same_allowed=False)), AcceptedError)


def test_a_second_spelling_is_found() -> None:
    def lax(data: bytes, sample: bytes) -> Outcome:
        return require_one_spelling(data[:12], data)

    assert isinstance(find(Target((SAMPLE,), lax)), AcceptedError)


def test_a_hang_is_found() -> None:
    def hang(data: bytes, sample: bytes) -> Outcome:
        while data != sample:
            time.sleep(0.001)
        return Outcome.SAME

    assert isinstance(find(Target((SAMPLE,), hang), longest=0.05), HangError)


def test_mutations_reach_behind_the_check_of_the_form() -> None:
    """Half of the mutations put lengths right again: many inputs are DER and something else."""
    read: list[bytes] = []

    def keep(data: bytes, sample: bytes) -> Outcome:
        try:
            require_der(data, max_bytes=1_000)
        except EncodingError as error:
            raise TlvError("no DER") from error
        read.append(data)
        return Outcome.TAKEN

    run("keep", Target((SAMPLE, b"\x30\x03\x02\x01\x05"), keep), inputs=1_000, seed=1)
    assert len(read) > 300


def test_a_seed_gives_the_same_inputs() -> None:
    def inputs(seed: int) -> list[bytes]:
        seen: list[bytes] = []

        def keep(data: bytes, sample: bytes) -> Outcome:
            seen.append(data)
            return Outcome.TAKEN

        run("keep", Target((SAMPLE,), keep), inputs=50, seed=seed)
        return seen

    assert inputs(1) == inputs(1) != inputs(2)


def test_the_shares_are_all_together() -> None:
    found = shares(["tlv", "document", "zone"], 1_000_003)
    assert sum(found.values()) == 1_000_003
    assert found["document"] < found["zone"]

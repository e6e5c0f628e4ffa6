"""The compact form: the same text again, and short enough for one code."""

import pytest

from national_receipt import national_policy, national_receipt
from specimen_log import MemoryLog, log_of, one_of_each_kind
from thiqa.ledger.compact import MAX_COMPACT_BYTES, pack_receipt, unpack_receipt
from thiqa.ledger.errors import CompactFormatError
from thiqa.ledger.receipt import verify_receipt
from thiqa.ledger.short_opening import WORDS, lengthen, shorten

NATIONAL = national_receipt()


def test_a_receipt_of_each_kind_is_the_same_again() -> None:
    log = MemoryLog()
    log.add(*one_of_each_kind())
    for index in range(len(log.entries)):
        text = log.receipt(index, witnesses=[0, 1, 2])
        assert unpack_receipt(pack_receipt(text)) == text


@pytest.mark.parametrize("size", [1, 2, 3, 7, 256, 257, 1_000])
def test_a_receipt_of_each_place_is_the_same_again(size: int) -> None:
    log = log_of(size)
    for index in {0, size // 3, size - 1}:
        text = log.receipt(index)
        assert unpack_receipt(pack_receipt(text)) == text


def test_a_national_receipt_takes_1600_bytes_and_holds() -> None:
    packed = pack_receipt(NATIONAL)
    assert len(packed) < 1_600
    assert verify_receipt(unpack_receipt(packed), national_policy()).index == 7_654_321


def test_a_receipt_that_says_more_has_no_compact_form() -> None:
    extended = NATIONAL.replace("\n\n— ", "\nan extension\n\n— ")
    assert extended != NATIONAL
    with pytest.raises(CompactFormatError):
        pack_receipt(extended)


def test_what_ends_early_is_refused() -> None:
    packed = pack_receipt(log_of(5).receipt(2))
    whole_signatures = 0
    for size in range(len(packed)):
        try:
            unpack_receipt(packed[:size])
        except CompactFormatError:
            continue
        whole_signatures += 1
    assert whole_signatures == 1  # without its one signature it is a receipt that nobody signed


@pytest.mark.parametrize(
    "packed",
    [b"", b"\x00", b"\x02" + bytes(100), b"\x01" + bytes(100), bytes(MAX_COMPACT_BYTES + 1)],
)
def test_what_is_none_is_refused(packed: bytes) -> None:
    with pytest.raises(CompactFormatError):
        unpack_receipt(packed)


def test_a_number_has_one_spelling() -> None:
    packed = pack_receipt(log_of(5).receipt(2))
    at = packed.index(b"\x05\x02", 2)
    with pytest.raises(CompactFormatError, match="spelling"):
        unpack_receipt(packed[:at] + b"\x85\x00\x02" + packed[at + 2 :])


def test_each_word_is_read_as_it_was_written() -> None:
    assert len(set(WORDS)) == len(WORDS) == 31  # one for each control character but zero
    for word in WORDS:
        assert lengthen(shorten(word.encode())) == word.encode()
        assert len(shorten(word.encode())) <= 2

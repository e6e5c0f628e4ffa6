"""The compact form, whatever it is given."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from specimen_log import log_of
from thiqa.base.digits import bytes_of, digits_of
from thiqa.ledger.compact import pack_receipt, unpack_receipt
from thiqa.ledger.errors import FormatError, LedgerError
from thiqa.ledger.short_opening import lengthen, shorten

PACKED = pack_receipt(log_of(9).receipt(4))


@given(st.binary(min_size=1, max_size=200))
def test_bytes_are_the_same_after_being_digits(data: bytes) -> None:
    assert bytes_of(digits_of(data)) == data


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200))
def test_a_text_without_controls_is_the_same_after_being_short(text: str) -> None:
    assert lengthen(shorten(text.encode())) == text.encode()


@given(st.binary(max_size=300))
def test_noise_is_refused_and_breaks_nothing(noise: bytes) -> None:
    with contextlib.suppress(FormatError):
        unpack_receipt(b"\x01" + noise)


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_changed_byte_gives_another_receipt_or_none(at: int, change: int) -> None:
    changed = bytearray(PACKED)
    changed[at] ^= change
    with contextlib.suppress(LedgerError):
        assert unpack_receipt(bytes(changed)) != unpack_receipt(PACKED)

"""Numbers and identifiers in DER."""

import pytest

from thiqa.card.data_groups.asn1 import (
    decode_identifier,
    encode_identifier,
    read_identifier,
    read_unsigned,
    write_identifier,
    write_unsigned,
)
from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import DataObject


@pytest.mark.parametrize(
    ("number", "encoded"),
    [(0, "00"), (1, "01"), (127, "7f"), (128, "0080"), (256, "0100"), (0x8000, "008000")],
)
def test_a_number_has_one_spelling(number: int, encoded: str) -> None:
    assert write_unsigned(number).value.hex() == encoded
    assert read_unsigned(DataObject(2, bytes.fromhex(encoded)), 8) == number


@pytest.mark.parametrize("encoded", ["", "80", "ff", "0000", "007f", "00000080"])
def test_other_spellings_and_negative_numbers_are_refused(encoded: str) -> None:
    with pytest.raises(TlvError):
        read_unsigned(DataObject(2, bytes.fromhex(encoded)), 8)


def test_a_number_has_no_more_bytes_than_it_may() -> None:
    assert read_unsigned(write_unsigned(2**16 - 1), 2) == 2**16 - 1
    with pytest.raises(TlvError):
        read_unsigned(write_unsigned(2**16), 1)
    with pytest.raises(TlvError):
        read_unsigned(DataObject(4, b"\1"), 1)


@pytest.mark.parametrize(
    ("dotted", "encoded"),
    [
        ("0.4.0.127.0.7.2.2.4.2.2", "04007f00070202040202"),
        ("1.2.840.10045.2.1", "2a8648ce3d0201"),
        ("2.23.136.1.1.5", "678108010105"),
        ("2.999", "8837"),
        ("0.0", "00"),
        ("1.39", "4f"),
    ],
)
def test_an_identifier_has_one_spelling(dotted: str, encoded: str) -> None:
    assert encode_identifier(dotted).hex() == encoded
    assert decode_identifier(bytes.fromhex(encoded)) == dotted
    assert read_identifier(write_identifier(dotted)) == dotted


@pytest.mark.parametrize("encoded", ["", "80", "2a80", "8001", "2a8001", "2a" * 33])
def test_what_is_no_identifier_is_refused(encoded: str) -> None:
    with pytest.raises(TlvError):
        decode_identifier(bytes.fromhex(encoded))
    with pytest.raises(TlvError):
        read_identifier(DataObject(4, b"\x2a"))

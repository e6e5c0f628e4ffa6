"""DER is told from every other way to write the same values."""

import pytest

from thiqa.base import EncodingError, require_der
from thiqa.base.der import MAX_DER_DEPTH

GOOD = {
    "an empty sequence": "3000",
    "a boolean": "0101ff",
    "integers": "300a020100020200800201ff",
    "bits": "3007030100030204f0",
    "null": "0500",
    "an identifier": "06032a8648",
    "a long length": "048180" + "00" * 128,
    "a tag of two octets": "5f1f00",
    "a tag of three octets": "7f814200",
}
BAD = {
    "nothing": "",
    "a tag alone": "30",
    "bytes after the value": "300000",
    "an indefinite length": "30800000",
    "a length that is too long by one octet": "0481050102030405",
    "a length with a leading zero": "048200800" + "0" * 257,
    "a length cut short": "0482",
    "a value cut short": "040201",
    "a value longer than its sequence": "300304020101",
    "a boolean that is neither": "010101",
    "an empty integer": "0200",
    "an integer with a leading zero": "02020001",
    "an integer with leading ones": "0202ff80",
    "no octet of bits": "0300",
    "eight unused bits": "030208ff",
    "unused bits of nothing": "030104",
    "unused bits that are not zero": "030204ff",
    "a null that holds something": "050100",
    "an identifier cut short": "06022a86",
    "an identifier with leading zeros": "06032a8001",
    "an octet string in pieces": "24020400",
    "a sequence in one piece": "1000",
    "end of contents": "0000",
    "a tag with a leading zero": "5f801f00",
    "a long tag for a small number": "5f1e00",
    "a tag cut short": "5f81",
    "a tag of very many octets": "5f" + "81" * 40 + "0100",
}


@pytest.mark.parametrize("name", GOOD)
def test_der_is_accepted(name: str) -> None:
    require_der(bytes.fromhex(GOOD[name]), max_bytes=200)


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_der_is_refused(name: str) -> None:
    with pytest.raises(EncodingError):
        require_der(bytes.fromhex(BAD[name]), max_bytes=200)


def test_more_than_expected_is_refused_before_it_is_read() -> None:
    with pytest.raises(EncodingError, match="more bytes"):
        require_der(b"\x30\x00", max_bytes=1)


def test_values_are_not_nested_without_end() -> None:
    def nested(depth: int) -> bytes:
        value = b""
        for _ in range(depth):
            value = b"\x30" + (bytes([len(value)]) if len(value) < 128 else b"\x81\x80") + value
        return value

    require_der(nested(MAX_DER_DEPTH), max_bytes=200)
    with pytest.raises(EncodingError, match="deeply"):
        require_der(nested(MAX_DER_DEPTH + 2), max_bytes=200)

"""Bytes of strangers become maps, lists, texts, bytes and integers: no tag, cycle or bomb."""

import cbor2
import pytest

from thiqa.documents import CodeMalformedError
from thiqa.documents.strict_cbor import KNOWN_TAGS, MAX_CBOR_BYTES, read_cbor

HOSTILE = {
    "a key twice": b"\xa2\x01\x02\x01\x03",
    "a list of no fixed length": b"\x9f\x01\xff",
    "bytes of no fixed length": b"\x5f\x41\x01\xff",
    "a cycle": b"\xd8\x1c\x81\xd8\x1d\x00",
    "too deep": b"\x81" * 9 + b"\x00",
    "a bomb of depth": b"\x81" * 2_900,
    "bytes that are not there": b"\x5b\x7f" + b"\xff" * 7,
    "a list that is not there": b"\x9b\x7f" + b"\xff" * 7,
    "half a character": b"\x61\xc3",
    "nothing": b"",
    "too much": b"\x59\x0b\xff" + bytes(MAX_CBOR_BYTES),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CodeMalformedError):
        read_cbor(data)


@pytest.mark.parametrize("tag", [*KNOWN_TAGS, 6, 18, 61, 777, 2**40])
@pytest.mark.parametrize("value", [0, "a", b"a", [1, 2], {}])
def test_no_tag_is_taken(tag: int, value: object) -> None:
    with pytest.raises(CodeMalformedError):
        read_cbor(cbor2.dumps(cbor2.CBORTag(tag, value)))


def test_every_tag_that_the_library_knows_is_named() -> None:
    for tag in range(70_000):
        if tag not in KNOWN_TAGS:
            assert isinstance(cbor2.loads(cbor2.dumps(cbor2.CBORTag(tag, 0))), cbor2.CBORTag)

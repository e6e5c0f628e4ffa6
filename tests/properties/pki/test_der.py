"""DER has one spelling for each value, and our check lets that one through alone."""

from hypothesis import example, given
from hypothesis import strategies as st

from thiqa.base import EncodingError, require_der

LARGEST = 100_000

primitive = st.one_of(
    st.sampled_from([b"\x01\x01\x00", b"\x01\x01\xff", b"\x05\x00"]),
    st.integers(-(2**70), 2**70).map(lambda number: tlv(0x02, fewest_octets(number))),
    st.binary(max_size=300).map(lambda content: tlv(0x04, content)),
    st.binary(max_size=40).map(lambda content: tlv(0x03, b"\x00" + content)),
    st.text(max_size=20).map(lambda text: tlv(0x0C, text.encode())),
    st.tuples(st.integers(0x80, 0x9E), st.binary(max_size=20)).map(lambda pair: tlv(*pair)),
)
values = st.recursive(
    primitive,
    lambda inner: st.tuples(
        st.sampled_from([0x30, 0x31, 0xA0, 0xA3]), st.lists(inner, max_size=5)
    ).map(lambda pair: tlv(pair[0], b"".join(pair[1]))),
    max_leaves=20,
)


def tlv(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(octets)]) + octets + content


@given(values)
def test_what_is_written_in_der_is_accepted(value: bytes) -> None:
    require_der(value, max_bytes=LARGEST)


@given(values, st.integers(1, 3))
def test_a_longer_length_is_refused(value: bytes, zeros: int) -> None:
    content = value
    lax = bytes([0x30, 0x80 | (zeros + 4)]) + bytes(zeros) + len(content).to_bytes(4) + content
    assert refused(lax)


@given(values, st.binary(min_size=1, max_size=4))
def test_nothing_comes_after_the_value(value: bytes, more: bytes) -> None:
    assert refused(value + more)


@given(values)
def test_a_value_cut_anywhere_is_refused(value: bytes) -> None:
    for end in range(0, len(value), 1 + len(value) // 50):
        assert refused(value[:end])


@given(st.binary(max_size=60))
@example(b"\x30\x80\x00\x00")
def test_any_bytes_are_accepted_or_refused(data: bytes) -> None:
    refused(data)


def fewest_octets(number: int) -> bytes:
    return number.to_bytes(max(number, ~number).bit_length() // 8 + 1, signed=True)


def refused(data: bytes) -> bool:
    try:
        require_der(data, max_bytes=LARGEST)
    except EncodingError:
        return True
    return False

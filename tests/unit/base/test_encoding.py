import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.base import (
    EncodingError,
    b64decode,
    b64encode,
    b64url_decode,
    b64url_encode,
    canonical_json,
    parse_json,
    parse_json_object,
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.binary())
def test_base64_of_any_bytes_reads_back(data: bytes) -> None:
    assert b64url_decode(b64url_encode(data)) == data
    assert b64decode(b64encode(data)) == data


@pytest.mark.parametrize("text", ["a", "YQ==", "YR", "Y Q", "YQ\n", "é"])
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(EncodingError):
        b64url_decode(text)


@pytest.mark.parametrize("text", ["YQ", "YR==", "Y_==", "YQ==\n", "é"])
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(EncodingError):
        b64decode(text)


@given(JSON_VALUES)
def test_canonical_json_reads_back_and_is_stable(value: object) -> None:
    text = canonical_json(value)
    assert parse_json(text) == value
    assert canonical_json(parse_json(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        "[NaN]",
        "[1e999]",
        '["\\ud800"]',
        '{"\\udc00":1}',
        "[" * 20 + "]" * 20,
        "",
        b"\xff",
        "[" * 100_000,
        " " * 70_000,
    ],
)
def test_json_is_read_strictly(text: str | bytes) -> None:
    with pytest.raises(EncodingError):
        parse_json(text)


def test_an_object_is_not_a_list() -> None:
    with pytest.raises(EncodingError):
        parse_json_object("[]")


def test_canonical_json_refuses_floats() -> None:
    with pytest.raises(EncodingError):
        canonical_json({"a": [1.5]})

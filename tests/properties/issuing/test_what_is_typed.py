"""Numbers, addresses of keys and files of seals, whatever is in them."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.issuing.errors import NumberError, SealsFileError
from thiqa.issuing.numbers import ALPHABET, new_number, read_number
from thiqa.issuing.pkcs11_uri import SCHEME, read_token_uri
from thiqa.issuing.seals import Seals

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=10,
)
NAMES = st.sampled_from(["seal", "service", "trust", "time_stamps", "more"])


@given(st.text(max_size=80))
def test_a_text_is_a_number_or_none(text: str) -> None:
    try:
        number = read_number(text)
    except NumberError:
        return
    assert read_number(number) == number


@given(st.lists(st.integers(0, 31), min_size=19, max_size=19), st.integers(0, 18))
def test_two_signs_swapped_are_noticed_but_for_the_first_and_the_last(
    drawn: list[int], place: int
) -> None:
    signs = iter(drawn)
    number = new_number(lambda limit: next(signs)).replace("-", "")
    swapped = list(number)
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    if swapped[place] == swapped[place + 1]:
        return
    if {swapped[place], swapped[place + 1]} == {ALPHABET[0], ALPHABET[-1]}:
        return
    with pytest.raises(NumberError):
        read_number("".join(swapped))


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_a_file_of_seals_is_read_or_refused_and_nothing_else(document: dict[str, object]) -> None:
    with suppress(SealsFileError):
        Seals.of(document, Path())


@given(st.text(alphabet="abc;=?&%/:-", max_size=40))
def test_an_address_of_a_key_is_read_or_refused(rest: str) -> None:
    with pytest.raises(SealsFileError):
        read_token_uri(SCHEME + rest)

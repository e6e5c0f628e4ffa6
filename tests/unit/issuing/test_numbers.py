"""Numbers of documents: as people copy them from paper, and as they mistype them."""

import pytest

from thiqa.issuing.errors import NumberError
from thiqa.issuing.numbers import ALPHABET, SIGNS, new_number, read_number


def test_a_number_is_read_as_it_was_written() -> None:
    for _ in range(50):
        number = new_number()
        assert read_number(number) == number
        assert len(number.replace("-", "")) == SIGNS


def test_a_number_is_read_however_it_is_typed() -> None:
    number = new_number(lambda limit: 1)
    typed = number.lower().replace("-", " ").replace("1", "l")
    assert read_number(typed) == number
    assert read_number(f"\u2066{number}\u2069") == number


def test_every_wrong_sign_is_noticed() -> None:
    number = new_number()
    signs = number.replace("-", "")
    for place in range(SIGNS):
        for sign in ALPHABET.replace(signs[place], ""):
            with pytest.raises(NumberError):
                read_number(signs[:place] + sign + signs[place + 1 :])


def test_numbers_are_drawn_anew() -> None:
    assert len({new_number() for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["", "-", "U" * 20, "0" * 19, "0" * 21, "0" * 2_000, "٠" * 20])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        read_number(text)

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from thiqa.counter.requests.numbers import ALPHABET, new_number, parse_number

numbers = st.builds(lambda seed: new_number(seed.choice), st.randoms(use_true_random=False))


def test_a_number_has_three_groups_without_letters_that_look_like_digits() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", new_number())


def test_two_numbers_differ() -> None:
    assert new_number() != new_number()


@given(numbers)
def test_a_number_is_read_however_it_is_written(number: str) -> None:
    assert parse_number(number) == number
    assert parse_number(number.lower().replace("-", " ")) == number
    assert parse_number(number.replace("-", "").replace("0", "o").replace("1", "l")) == number


def test_every_single_wrong_character_is_found() -> None:
    number = new_number()
    for at, right in enumerate(number):
        for wrong in ALPHABET if right != "-" else "":
            if wrong != right:
                assert parse_number(number[:at] + wrong + number[at + 1 :]) is None


@given(numbers)
def test_every_two_characters_that_changed_places_are_found(number: str) -> None:
    symbols = number.replace("-", "")
    for one, other in combinations(range(len(symbols)), 2):
        if symbols[one] != symbols[other]:
            swapped = list(symbols)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert parse_number("".join(swapped)) is None


@given(st.text(max_size=64))
def test_any_other_text_is_no_number_or_one_that_we_write(text: str) -> None:
    number = parse_number(text)
    assert number is None or parse_number(number) == number


def test_a_long_text_is_not_looked_at() -> None:
    assert parse_number(new_number() + " " * 40) is None

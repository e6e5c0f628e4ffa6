"""The number at the counter, and those beside it."""

import secrets
from collections import Counter

from thiqa.oidc.backchannel.number import number_to_match, offered_numbers


def test_the_number_is_among_three_that_stay_where_they_are() -> None:
    for _ in range(500):
        identifier = secrets.token_bytes(32)
        offered = offered_numbers(identifier)
        assert len(set(offered)) == 3
        assert all(10 <= number <= 99 for number in offered)
        assert number_to_match(identifier) in offered
        assert offered_numbers(identifier) == offered


def test_no_place_and_no_number_is_likelier_than_another() -> None:
    places: Counter[int] = Counter()
    numbers: Counter[int] = Counter()
    for turn in range(9000):
        identifier = turn.to_bytes(32, "big")
        number = number_to_match(identifier)
        places[offered_numbers(identifier).index(number)] += 1
        numbers[number] += 1
    assert all(2700 < found < 3300 for found in places.values())
    assert len(numbers) == 90
    assert max(numbers.values()) < 200

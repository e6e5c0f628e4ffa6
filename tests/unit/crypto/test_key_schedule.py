"""A key's life, second by second: what is signed can be checked as long as it lives."""

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from thiqa.crypto.key_directory import (
    KEEP_AFTER_SECONDS,
    PUBLISH_AHEAD_SECONDS,
    active,
    published,
)

DAY = 86_400
START = 1_800_000_000
JWKS_CACHE_SECONDS = 300
TOKEN_LIFE_SECONDS = KEEP_AFTER_SECONDS


def directory_over_time(rotations: list[int], end: int) -> Iterator[tuple[int, list[int]]]:
    """Give for each second the keys that lie in the directory, as `rotate` leaves them."""
    created = [START]
    turns = iter([*sorted(rotations), end + 1])
    turn = next(turns)
    for now in range(START, end):
        while now == turn:
            created = [at for at in created if at in published(created, now)]
            created = [*created, max(now, created[-1] + 1)]
            turn = next(turns)
        yield now, created


def check_day(rotations: list[int]) -> None:
    signing: dict[int, list[int]] = {}
    shown: dict[int, list[int]] = {}
    for now, created in directory_over_time(rotations, START + DAY):
        signing.setdefault(active(created, now), []).append(now)
        for key in published(created, now):
            shown.setdefault(key, []).append(now)
    for key, seconds in signing.items():
        visible = shown[key]
        assert visible == list(range(visible[0], visible[-1] + 1)), "published without a gap"
        first, last = seconds[0], seconds[-1]
        assert visible[0] <= max(START, first - JWKS_CACHE_SECONDS)
        assert visible[-1] >= min(START + DAY - 1, last + TOKEN_LIFE_SECONDS - 1)


def test_every_token_of_a_day_can_be_checked_as_long_as_it_lives() -> None:
    check_day([START + hour * 3600 for hour in (1, 2, 9, 15, 23)])


def test_hasty_rotations_break_no_token() -> None:
    check_day([START + 100, START + 101, START + 150, START + 1000, START + 1900, START + 4000])


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(START, START + DAY - 1), max_size=6))
def test_no_plan_of_rotations_breaks_a_token(rotations: list[int]) -> None:
    check_day(rotations)


@given(
    st.lists(st.integers(0, 20_000), min_size=1, max_size=6, unique=True), st.integers(0, 40_000)
)
def test_the_signing_key_is_always_published(created: list[int], now: int) -> None:
    created = sorted(created)
    assert active(created, now) in published(created, now)


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=6, unique=True))
def test_signing_passes_from_older_to_younger_keys_only(created: list[int]) -> None:
    created = sorted(created)
    signers = [active(created, now) for now in range(0, 25_000, 50)]
    assert all(earlier <= later for earlier, later in pairwise(signers))


def test_a_new_key_waits_until_caches_have_it() -> None:
    created = [START, START + DAY]
    before = START + DAY + PUBLISH_AHEAD_SECONDS - 1
    assert active(created, before) == START
    assert active(created, before + 1) == START + DAY
    assert published(created, START + DAY) == {START, START + DAY}


def test_no_keys_publish_nothing() -> None:
    assert published([], START) == set()

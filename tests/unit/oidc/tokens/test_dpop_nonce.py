"""Nonces that follow from the time and a secret."""

import re

import pytest

from thiqa.oidc.errors import UseDpopNonceError
from thiqa.oidc.tokens.dpop_nonce import NONCE_SECONDS, DpopNonces

NOW = 1_750_000_200
"""The first second of a nonce."""
NONCES = DpopNonces(b"secret")


def test_every_process_gives_and_takes_the_same_ones() -> None:
    other = DpopNonces(b"secret")
    assert other.current(NOW) == NONCES.current(NOW)
    assert other.check(NONCES.current(NOW), NOW + 1) == NOW + 2 * NONCE_SECONDS


def test_a_nonce_is_given_for_a_while_and_taken_for_as_long_again() -> None:
    nonce = NONCES.current(NOW)
    assert NONCES.current(NOW + NONCE_SECONDS - 1) == nonce
    assert NONCES.current(NOW + NONCE_SECONDS) != nonce
    for now in (NOW, NOW + NONCE_SECONDS, NOW + 2 * NONCE_SECONDS - 1):
        assert NONCES.check(nonce, now) == NOW + 2 * NONCE_SECONDS
    for now in (NOW - 1, NOW + 2 * NONCE_SECONDS):
        with pytest.raises(UseDpopNonceError):
            NONCES.check(nonce, now)


def test_another_secret_makes_other_nonces() -> None:
    with pytest.raises(UseDpopNonceError):
        NONCES.check(DpopNonces(b"other").current(NOW), NOW)


def test_a_nonce_has_the_characters_that_it_may_have() -> None:
    """RFC 9449, section 8.1: those of RFC 6749, appendix A; and enough of them."""
    assert re.fullmatch(r"[A-Za-z0-9_-]{24}", NONCES.current(NOW))


@pytest.mark.parametrize("nonce", [None, "", 7, True, [], "x", "\ud7ff", NONCES.current(NOW)[:-1]])
def test_anything_else_is_none_of_ours(nonce: object) -> None:
    with pytest.raises(UseDpopNonceError) as refused:
        NONCES.check(nonce, NOW)
    assert refused.value.rule
    assert refused.value.mend


def test_a_clock_that_goes_back_finds_the_old_nonce_again() -> None:
    nonces = DpopNonces(b"secret")
    old = nonces.current(NOW)
    for step in range(1, 50):
        nonces.current(NOW + step * NONCE_SECONDS)
    assert nonces.current(NOW) == old
    assert len(nonces._known) <= 3

"""Replay, session fixation and guessing, against the challenge."""

import pytest

from authorities import NOW
from card_logins import (
    BROWSER,
    OTHER_BROWSER,
    complete,
    issue_card,
    issue_nonce,
    site,
)
from thiqa.login.challenge import new_nonce
from thiqa.login.errors import ChallengeNotFoundError, SignatureRefusedError


def test_a_token_that_was_used_is_refused_the_second_time() -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login)
    token = card.token(nonce)
    complete(login, token, nonce)
    with pytest.raises(ChallengeNotFoundError):
        complete(login, token, nonce)


def test_a_failed_attempt_uses_the_challenge_up() -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login)
    with pytest.raises(SignatureRefusedError):
        complete(login, card.token(nonce, origin="https://evil.example"), nonce)
    with pytest.raises(ChallengeNotFoundError):
        complete(login, card.token(nonce), nonce)


def test_a_challenge_of_another_browser_is_refused() -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login, browser=OTHER_BROWSER)
    with pytest.raises(ChallengeNotFoundError):
        complete(login, card.token(nonce), nonce, browser=BROWSER)


def test_a_challenge_that_nobody_gave_out_is_refused() -> None:
    login, card = site(), issue_card()
    nonce = new_nonce()
    with pytest.raises(ChallengeNotFoundError):
        complete(login, card.token(nonce), nonce)


def test_a_challenge_past_its_time_is_refused() -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login, now=NOW - 300)
    with pytest.raises(ChallengeNotFoundError):
        complete(login, card.token(nonce), nonce)


def test_a_token_for_another_challenge_of_the_same_browser_is_refused() -> None:
    login, card = site(), issue_card()
    token = card.token(issue_nonce(login))
    with pytest.raises(SignatureRefusedError):
        complete(login, token, issue_nonce(login))


@pytest.mark.parametrize("nonce", ["", "x", "\ud800" * 44, "é" * 44, "a" * 43, "a" * 45])
def test_what_has_not_the_form_of_a_challenge_is_refused(nonce: str) -> None:
    with pytest.raises(ChallengeNotFoundError):
        complete(site(), "{}", nonce)

"""Phishing relay: a page on another origin gets the card to sign our challenge for that origin."""

import pytest

from card_logins import ORIGIN, issue_card, log_in, site
from thiqa.login.errors import SignatureRefusedError


@pytest.mark.parametrize(
    "origin",
    [
        "https://id.example.attacker.example",
        "https://id-example.example",
        "https://id.example:8443",
        "https://id.example/",
        "http://id.example",
        "https://ID.example",
        "",
    ],
)
def test_a_token_signed_for_another_origin_is_refused(origin: str) -> None:
    with pytest.raises(SignatureRefusedError):
        log_in(site(), issue_card(), origin=origin)


def test_a_token_signed_for_our_origin_is_accepted() -> None:
    log_in(site(), issue_card(), origin=ORIGIN)


def test_origin_and_challenge_cannot_be_shifted_into_each_other() -> None:
    """A hash of each, not of both together: the border between them is signed too."""
    login, card = site(), issue_card()
    with pytest.raises(SignatureRefusedError):
        log_in(login, _Shifting(card))


class _Shifting:
    """A card program that moved the last character of the origin to the challenge."""

    def __init__(self, card: object) -> None:
        self.card = card

    def token(self, nonce: str) -> str:
        text: str = self.card.token(ORIGIN[-1] + nonce, origin=ORIGIN[:-1])  # type: ignore[attr-defined]
        return text

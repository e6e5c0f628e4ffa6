"""A victim's certificate is public: shown without the victim's card it must be worth nothing."""

import pytest

from card_logins import issue_card, log_in, site
from thiqa.login.errors import SignatureRefusedError


def test_another_citizens_certificate_on_ones_own_signature_is_refused() -> None:
    attacker, victim = issue_card(number="X1"), issue_card()
    with pytest.raises(SignatureRefusedError):
        log_in(site(), attacker, certificate=victim.certificate)


def test_a_signature_of_zeros_is_refused() -> None:
    with pytest.raises(SignatureRefusedError):
        log_in(site(), issue_card(), signature="A" * 128)


def test_an_earlier_signature_of_the_same_card_is_refused() -> None:
    card = issue_card()
    earlier = card.token("x" * 44)
    with pytest.raises(SignatureRefusedError):
        log_in(site(), card, signature=earlier.split('"signature": "')[1].split('"')[0])
